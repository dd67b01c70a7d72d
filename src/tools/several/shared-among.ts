import { formatList } from '../../core/text.js'
import { kindsOfThing } from '../text/common-things.js'
import { countThings, type Shown } from './read-shown.js'

/** Something that several pictures show: a thing, a kind of things, or the colour of something. */
export interface Feature {
  sort: 'thing' | 'kind' | 'colour'
  /** `a dog`, `an animal`, `a red background`. */
  name: string
  /** Places of the pictures that show it, from 0. */
  places: readonly number[]
}

const rank = { thing: 0, kind: 1, colour: 2 }

/** All that two pictures or more show: first what most of them do, and of that things before kinds before colours. */
export function sharedAmong(shown: readonly Shown[]): Feature[] {
  const placesOf = (has: (one: Shown) => boolean) => shown.flatMap((one, at) => (has(one) ? [at] : []))
  const all = (of: (one: Shown) => Iterable<string>) => [...new Set(shown.flatMap((one) => [...of(one)]))]
  const things = all(({ things }) => things.keys()).map((thing) => {
    const places = placesOf(({ things }) => things.has(thing))
    const counts = new Set(places.map((at) => shown[at]?.things.get(thing)))
    const [count = 1] = counts.size === 1 ? counts : []
    return { sort: 'thing' as const, thing, name: countThings(thing, count), places }
  })
  const kinds = all(({ kinds }) => kinds).flatMap((kind) => {
    const places = placesOf(({ kinds }) => kinds.has(kind))
    // Where each animal is a dog, "a dog" says more.
    const isSaid = things.some(
      (one) => one.places.length === places.length && kindsOfThing(one.thing).includes(kind),
    )
    return isSaid ? [] : [{ sort: 'kind' as const, name: countThings(kind, 1), places }]
  })
  const colours = all(({ colours }) => [...colours].map(([of, colour]) => `${colour} ${of}`)).map((said) => {
    const [colour = '', of = ''] = said.split(' ')
    const places = placesOf(({ colours }) => colours.get(of) === colour)
    return { sort: 'colour' as const, name: countThings(said, 1), places }
  })
  return [...things, ...kinds, ...colours]
    .filter(({ places }) => places.length > 1)
    .map(({ sort, name, places }) => ({ sort, name, places }))
    .sort((a, b) => b.places.length - a.places.length || rank[a.sort] - rank[b.sort])
}

/** What a picture shows, in few words: `a dog and two cats on a red background`. */
export function listShown({ things, colours }: Shown): string {
  const named = [...things].map(([thing, count]) => {
    const colour = colours.get(thing)
    return countThings(colour ? `${colour} ${thing}` : thing, count)
  })
  const background = colours.get('background')
  const on = background ? ` on ${countThings(`${background} background`, 1)}` : ''
  return `${formatList(named) || 'nothing that is named'}${on}`
}
