import { commonThingsIn } from './common-things.js'

/** Where one thing is from another, by the words that say so. */
const sides: readonly (readonly [RegExp, 'up' | 'down' | 'left' | 'right'])[] = [
  [/ (?:above|over|on top of|higher than|atop) /i, 'up'],
  [/ (?:below|under|beneath|underneath|lower than) /i, 'down'],
  [/ (?:to the |on the )?left (?:side )?of /i, 'left'],
  [/ (?:to the |on the )?right (?:side )?of /i, 'right'],
]
const opposite = { up: 'down', down: 'up', left: 'right', right: 'left' } as const

export interface Placed {
  things: readonly string[]
  side: 'up' | 'down' | 'left' | 'right'
  of: readonly string[]
}

/** Which things are on which side of which, as a description or a question says: `a penguin above a crown`. Undefined: it says nothing of the kind. */
export function placedIn(text: string): Placed | undefined {
  for (const [pattern, side] of sides) {
    const found = pattern.exec(text)
    if (!found) continue
    const things = commonThingsIn(text.slice(0, found.index))
    const of = commonThingsIn(text.slice(found.index + found[0].length))
    return things.length > 0 && of.length > 0 ? { things, side, of } : undefined
  }
  return undefined
}

/** Whether a description says that things are where words have them; undefined where it does not speak of both. */
export function isPlacedSo(description: string, words: string): boolean | undefined {
  const [told, asked] = [placedIn(description), placedIn(words)]
  if (!told || !asked) return undefined
  const has = (all: readonly string[], some: readonly string[]) => some.every((thing) => all.includes(thing))
  const isStraight = has(told.things, asked.things) && has(told.of, asked.of)
  const isTurned = has(told.of, asked.things) && has(told.things, asked.of)
  if (isStraight === isTurned) return undefined
  const side = isStraight ? told.side : opposite[told.side]
  return side === asked.side ? true : side === opposite[asked.side] ? false : undefined
}
