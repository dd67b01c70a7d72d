import { stemOf } from '../words/stem.js'
import type { Token } from '../words/tokens.js'

/** Which of several: places counted from 0, `last two` as from the end, `other` for those that were not spoken of. */
export type Place = number | 'last' | 'middle' | 'other' | 'previous'

export interface Places {
  places: readonly Place[]
  /** `the first two`, `the last three`: so many from that end. */
  count: number | undefined
  /** The token after them. */
  end: number
}

const ordinals = new Map<string, Place>(
  'first second third fourth fifth sixth seventh eighth ninth tenth'
    .split(' ')
    .map((word, at) => [stemOf(word), at] as [string, Place])
    .concat([
      ['last', 'last'],
      ['latest', 'last'],
      ['newest', 'last'],
      ['final', 'last'],
      [stemOf('middle'), 'middle'],
      ['other', 'other'],
      ['rest', 'other'],
      [stemOf('remaining'), 'other'],
      ['penultimate', 'previous'],
      [stemOf('penultimate'), 'previous'],
      ['previou', 'previous'],
      ['previous', 'previous'],
    ]),
)
const cardinals = new Map<string, number>(
  'one two three four five six seven eight nine ten'.split(' ').map((word, at) => [stemOf(word), at + 1]),
)
export const countOfWord = ({ kind, text, stem }: Token): number | undefined =>
  kind === 'number' ? Number(text) : cardinals.get(stem)

/** Reads `second`, `2nd`, `#2`, `first and last`, `1st, 2nd and 4th`, `first two` from a place on. */
export function ordinalsAt(tokens: readonly Token[], at: number): Places | undefined {
  const places: Place[] = []
  let here = at
  let end = at
  for (;;) {
    const one = ordinalAt(tokens, here)
    if (!one) break
    places.push(one.place)
    end = one.end
    const joint = jointAt(tokens, end)
    if (joint === undefined) break
    here = joint.end
  }
  if (places.length === 0) return undefined
  const next = tokens[end]
  const count = next && places.length === 1 ? countOfWord(next) : undefined
  return count !== undefined && next?.kind === 'word' && next.stem !== 'one'
    ? { places, count, end: end + 1 }
    : { places, count: undefined, end }
}

function ordinalAt(tokens: readonly Token[], from: number): { place: Place; end: number } | undefined {
  const at = tokens[from]?.stem === 'the' ? from + 1 : from
  const token = tokens[at]
  if (!token) return undefined
  // "In seconds" is a length.
  const word = token.kind === 'word' && !/^seconds$/i.test(token.text) ? ordinals.get(token.stem) : undefined
  // "The second to last", "the last but one".
  const following = tokens.slice(at + 1, at + 3).map(({ text }) => text.toLowerCase())
  if (
    token.stem === 'one' &&
    /^before (?:the )?last$/.test(
      tokens
        .slice(at + 1, at + 4)
        .map(({ text }) => text.toLowerCase())
        .filter((said) => /^(?:before|the|last)$/.test(said))
        .join(' '),
    )
  )
    return { place: 'previous', end: at + (following[1] === 'the' ? 4 : 3) }
  if (word === 1 && following[0] === 'last') return { place: 'previous', end: at + 2 }
  if (word === 1 && /^(?:to|from) last$/.test(following.join(' '))) return { place: 'previous', end: at + 3 }
  if (word === 'last' && following.join(' ') === 'but one') return { place: 'previous', end: at + 3 }
  if (word !== undefined) return { place: word, end: at + 1 }
  const next = tokens[at + 1]
  if (
    token.kind === 'number' &&
    next?.kind === 'word' &&
    /^(?:st|nd|rd|th)$/i.test(next.text) &&
    next.start === token.end
  )
    return { place: Number(token.text) - 1, end: at + 2 }
  const isNumbered = token.text === '#' || /^(?:number|no|nr)$/i.test(token.text)
  if (isNumbered && next?.kind === 'number' && /^\d{1,2}$/.test(next.text))
    return { place: Number(next.text) - 1, end: at + 2 }
  return undefined
}

/** The place behind `no.`, `number` or `#`. */
const behindNumberSign = (tokens: readonly Token[], at: number): number =>
  /^(?:numbers?|nos?|nr|#)$/i.test(tokens[at]?.text ?? '') ? at + (tokens[at + 1]?.text === '.' ? 2 : 1) : at

/** Reads `2`, `no. 2`, `1 and 3`, `1, 2`, `1 to 3`, `2-3` behind a noun. */
export function numbersAt(tokens: readonly Token[], from: number): Places | undefined {
  let at = behindNumberSign(tokens, from)
  const places: number[] = []
  let end = from
  let isRange = false
  for (;;) {
    const token = tokens[at]
    // "Picture two" may be none of a list; "picture number two" is.
    const isSigned = at > from || places.length > 0 || closesPlace(tokens, at)
    const placeNumber = token && (isSigned || token.kind === 'number') ? countOfWord(token) : undefined
    if (placeNumber === undefined || !Number.isInteger(placeNumber) || placeNumber > 999) break
    const place = placeNumber - 1
    if (isRange) for (let next = (places.at(-1) ?? place) + 1; next < place; next++) places.push(next)
    places.push(place)
    end = at + 1
    const joint = jointAt(tokens, end, true)
    if (!joint) break
    isRange = joint.isRange
    at = behindNumberSign(tokens, joint.end)
  }
  return places.length > 0 ? { places, count: undefined, end } : undefined
}

/** "Memo two, then memo one": a number in words that ends what is said of the file. */
const closesPlace = (tokens: readonly Token[], at: number): boolean => {
  const next = tokens[at + 1]
  return (
    tokens[at]?.kind === 'word' &&
    tokens[at - 1]?.kind === 'word' &&
    (!next ||
      (next.kind === 'mark' && /^[.,;?!]$/.test(next.text)) ||
      /^(?:then|afterwards|first|last|and|or|before|after|at|as|than|is|are)$/i.test(next.text))
  )
}

/** What stands between two of a list: a comma, `and`, `to`. */
function jointAt(
  tokens: readonly Token[],
  at: number,
  withRanges = false,
): { end: number; isRange: boolean } | undefined {
  let end = at
  let isRange = false
  for (; end < at + 3; end++) {
    const { text } = tokens[end] ?? { text: '' }
    if (withRanges && /^(?:to|through|until|[-–—])$/i.test(text)) isRange = true
    else if (!/^(?:,|;|&|and|or|nor|then|afterwards?|finally|lastly)$/i.test(text)) break
  }
  return end > at ? { end, isRange } : undefined
}

/** The names that places stand for, and whether one of them is outside of what there is. */
export function pick(
  all: readonly string[],
  { places, count }: Pick<Places, 'places' | 'count'>,
  spokenOf: readonly string[],
): { names: string[]; isOutside: boolean } {
  const [first] = places
  if (count !== undefined && first !== undefined) {
    const others = first === 'other' ? all.filter((name) => !spokenOf.includes(name)) : all
    const names = first === 'last' ? all.slice(-count) : others.slice(0, count)
    return { names, isOutside: names.length < count }
  }
  const found = places.map((place): readonly string[] => {
    switch (place) {
      case 'last':
        return all.slice(-1)
      case 'middle':
        return all.slice(Math.floor((all.length - 1) / 2), Math.floor(all.length / 2) + 1)
      case 'other':
        return all.filter((name) => !spokenOf.includes(name))
      case 'previous':
        return all.slice(-2, -1)
      default:
        return all.slice(place, place + 1)
    }
  })
  return { names: [...new Set(found.flat())], isOutside: found.some((names) => names.length === 0) }
}
