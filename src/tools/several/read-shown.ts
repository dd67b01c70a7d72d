import { kindsOfThing, singularOf } from '../text/common-things.js'

/** What a description says is there, as sets that can be compared. */
export interface Shown {
  /** Things in the singular, with how many there are. */
  things: ReadonlyMap<string, number>
  /** What colour something has: `background` is `red`. */
  colours: ReadonlyMap<string, string>
  /** Kinds of the things: `animal`. */
  kinds: ReadonlySet<string>
}

const numbers = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')
const colourNames =
  /^(?:black|blue|brown|golden|gray|grey|green|orange|pink|purple|red|silver|violet|white|yellow)$/
/** Words that say how a picture is described, or where something is, and name no thing in it. */
const says = new Set(
  `a an the this that these those it its it's his her their them they he she one's some any many several few lot lots of on in at to from by with without and or but as for into onto over under above below
  left right top bottom middle center centre front back behind beside besides next near between among around along across against inside outside upper lower side close up down out off through
  is are was were be being been has have having there here can seen see sees shows show showing shown depicts depicting contains containing visible appears appearing displayed
  picture image photo photograph scene view shot drawing background foreground
  sitting sits standing stands lying lies laying walking walks running runs looking looks holding holds wearing wears eating eats playing plays flying flies riding rides parked placed located hanging filled covered made
  large big small little tiny tall long short old new young bright dark light plain simple very other another both each all same different which who where while`.split(
    /\s+/,
  ),
)
/** A background is no thing, but may have a colour. */
const coloured = (word: string): boolean => !says.has(word) || word === 'background'

/** Reads a description in English: "two cats and a dog on a red background". Words that are on no list count as things. */
export function readShown(description: string): Shown {
  const things = new Map<string, number>()
  const colours = new Map<string, string>()
  let count = 1
  let colour: string | undefined
  for (const word of description.toLowerCase().match(/[\p{L}\d][\p{L}\d'-]*/gu) ?? []) {
    const number = /^\d{1,3}$/.test(word) ? Number(word) : numbers.indexOf(word)
    if (number >= 0) count = number
    else if (colourNames.test(word)) colour = word.replace('grey', 'gray')
    else {
      const thing = singularOf(word)
      if (colour !== undefined && coloured(word)) colours.set(thing, colour)
      if (!says.has(word)) things.set(thing, (things.get(thing) ?? 0) + count)
      // "A red and white hat", "a big red hat": the colour is said of what comes next.
      if (coloured(word)) colour = undefined
      if (!says.has(word)) count = 1
    }
  }
  return { things, colours, kinds: new Set([...things.keys()].flatMap(kindsOfThing)) }
}

/** `a dog`, `two cats`, `14 cats`. */
export function countThings(thing: string, count: number): string {
  if (count === 1) return `${/^[aeiou]/.test(thing) ? 'an' : 'a'} ${thing}`
  return `${numbers[count] ?? count} ${pluralOf(thing)}`
}

const pluralOf = (thing: string): string =>
  /(?:s|x|ch|sh)$/.test(thing)
    ? `${thing}es`
    : /[^aeiou]y$/.test(thing)
      ? `${thing.slice(0, -1)}ies`
      : `${thing}s`
