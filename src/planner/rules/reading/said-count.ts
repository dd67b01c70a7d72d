/** A number that words set as a bound: `at least two`, `more than one`, `exactly 3`. */
export interface SaidCount {
  atLeast: number | undefined
  atMost: number | undefined
  /** The words around it. */
  rest: string
}

const words = 'zero one two three four five six seven eight nine ten'.split(' ')
const bound =
  /\b(exactly|precisely|only|just|at least|at most|no more than|no fewer than|not more than|more than|fewer than|less than|over|a minimum of|a maximum of)\s+(\d{1,3}|zero|one|two|three|four|five|six|seven|eight|nine|ten)\b|\b(two|three|four|five|six|seven|eight|nine|ten|\d{1,3})\s+or\s+(more|fewer|less)\b|\b(several|multiple)\b/i

/** The bound that words set, if any. */
export function countIn(text: string): SaidCount | undefined {
  const found = bound.exec(text)
  if (!found) return undefined
  const [whole, how = '', said = '', before = '', after = ''] = found
  const number = numberOf(said || before)
  const rest = `${text.slice(0, found.index)} ${text.slice(found.index + whole.length)}`
  const between = (atLeast: number | undefined, atMost: number | undefined): SaidCount => ({
    atLeast,
    atMost,
    rest,
  })
  if (before) return /more/i.test(after) ? between(number, undefined) : between(undefined, number)
  if (!how) return between(2, undefined)
  switch (how.toLowerCase()) {
    case 'exactly':
    case 'precisely':
    case 'only':
    case 'just':
      return between(number, number)
    case 'more than':
    case 'over':
      return between(number + 1, undefined)
    case 'fewer than':
    case 'less than':
      return between(undefined, number - 1)
    case 'at most':
    case 'no more than':
    case 'not more than':
    case 'a maximum of':
      return between(undefined, number)
    default:
      return between(number, undefined)
  }
}

/** `3`, `three`; 0 for what is no number up to ten. */
export const numberOf = (said: string): number =>
  /^\d/.test(said) ? Number(said) : Math.max(0, words.indexOf(said.toLowerCase()))
