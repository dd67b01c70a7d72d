/** A number as it stands in a text. */
export interface WrittenNumber {
  /** As written. */
  text: string
  /** What it may be, with the decimal places that say how exactly it is meant: `1,234` is 1234 or 1.234. */
  readings: readonly { value: number; decimals: number }[]
  /** The word or sign behind it, in lower case: `%`, `seconds`, `dogs`. */
  unit: string
  /** Where it stands. */
  start: number
  end: number
}

const number = /\d+(?:[.,'’\u00a0\u202f]\d+)*/gu
const behind = /^[\s\u00a0-]{0,2}(%|‰|°|\p{L}{1,30})/u

/**
 * The numbers in a text, written in digits. What belongs to a name is none: `image1`, `scene-06.png`, `H2O`, `v1.2`; and neither is an
 * ordinal (`2nd`), nor the number of a list's item.
 */
export function readNumbers(text: string): WrittenNumber[] {
  return [...text.matchAll(number)].flatMap((match): WrittenNumber[] => {
    const [written] = match
    const start = match.index
    const end = start + written.length
    const unit = (behind.exec(text.slice(end, end + 40))?.[1] ?? '').toLowerCase()
    if (isPartOfName(text, start, end) || isItemNumber(text, start, end)) return []
    return [{ text: written, readings: readingsOfDigits(written), unit, start, end }]
  })
}

/** Units that stand right behind a number, without a space. */
const closeUnits =
  /^(?:%|‰|°|x|s|ms|min|h|k|m|cm|mm|km|g|kg|px|kb|mb|gb|tb|hz|khz|fps|dpi|€|\$|£)(?![\p{L}\p{N}])/iu

function isPartOfName(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 2), start)
  if (/[\p{L}_#$@]$|[\p{L}\p{N}][-_./]$/u.test(before) && !/\d[-/]$/.test(before)) return true
  const after = text.slice(end, end + 8)
  if (/^(?:st|nd|rd|th|er|ère|e|º|ª)(?![\p{L}\p{N}])/iu.test(after)) return true
  if (closeUnits.test(after)) return false
  return (
    /^[\p{L}_]|^[-.][\p{L}_]/u.test(after) &&
    !/^-(?:second|minute|hour|day|year|pixel|page|word)/i.test(after)
  )
}

const isItemNumber = (text: string, start: number, end: number): boolean =>
  /^[.)]\s/.test(text.slice(end, end + 2)) &&
  /(?:^|\n)[\s>*-]{0,8}$/.test(text.slice(Math.max(0, start - 8), start))

function readingsOfDigits(written: string): WrittenNumber['readings'] {
  const groups = written.split(/[.,'’\u00a0\u202f]/)
  const whole = Number(groups.join(''))
  const [last = ''] = groups.slice(-1)
  const asWhole = { value: whole, decimals: 0 }
  if (groups.length === 1) return [asWhole]
  const asFraction = { value: Number(`${groups.slice(0, -1).join('')}.${last}`), decimals: last.length }
  const areThousands = groups.slice(1).every((group) => group.length === 3)
  if (!areThousands) return [asFraction]
  return groups.length === 2 && /[.,]/.test(written) ? [asWhole, asFraction] : [asWhole]
}
