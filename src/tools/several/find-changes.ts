import { formatList } from '../../core/text.js'
import { countThings, type Shown } from './read-shown.js'

/** What is otherwise from one picture to the next, in clauses: `a dog is gone`. */
export interface Changes {
  gone: string[]
  come: string[]
  /** Of things that are on both: how many, and what colour. */
  altered: string[]
}

/** Compares what two pictures show. */
export function findChanges(before: Shown, after: Shown): Changes {
  const only = (one: Shown, other: Shown) =>
    [...one.things].flatMap(([thing, count]) => (other.things.has(thing) ? [] : [countThings(thing, count)]))
  const counts = [...before.things].flatMap(([thing, count]) => {
    const now = after.things.get(thing)
    return now === undefined || now === count
      ? []
      : [`${countThings(thing, count)} became ${countThings(thing, now)}`]
  })
  const colours = [...before.colours].flatMap(([of, colour]) => {
    const now = after.colours.get(of)
    return now === undefined || now === colour ? [] : [`the ${of} went from ${colour} to ${now}`]
  })
  return { gone: only(before, after), come: only(after, before), altered: [...counts, ...colours] }
}

/** `a dog is gone, a cat has come, and the background went from red to white`; undefined where nothing changed. */
export function sayChanges({ gone, come, altered }: Changes): string | undefined {
  const verb = (some: readonly string[], one: string, several: string) =>
    some.length === 0
      ? []
      : [`${formatList(some)} ${some.length > 1 || /^(?!an? )/.test(some[0] ?? '') ? several : one}`]
  const clauses = [...verb(gone, 'is gone', 'are gone'), ...verb(come, 'has come', 'have come'), ...altered]
  return clauses.length === 0 ? undefined : formatList(clauses)
}
