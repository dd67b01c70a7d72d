import { cued } from '../../../core/patterns/cued.js'
import type { Media } from '../../../media/media.js'
import { sizeOf } from '../../../tools/words.js'
import { areaOf, formatFileSize, sayBytes } from './fact-values.js'
import { isSizeOnDisk } from './size-meant.js'

/** "Is the second longer than the first": what is compared, by the word. */
export const yesOrNo = cued(
  'than',
  /^(?:is|are|does|do) [^?]{1,80}? (longer|shorter|bigger|larger|smaller|wider|narrower|taller|higher|(?:more|fewer|less) pixels)(?: \w+)? than\b/i,
)
export const shaped = cued(
  'square|landscape|portrait|mono|stereo|upright',
  /^(?:is|are) [^?]{1,60}? (square|landscape|portrait|mono|stereo|upright)(?: format| recordings?| pictures?)?[?.]?$/i,
)

type Measure = (item: Media) => number | undefined

const measures: readonly [RegExp, Measure][] = [
  [/^(?:wide|narrow)/, ({ facts }) => facts.width],
  [/^(?:tall|high)/, ({ facts }) => facts.height],
  [/^(?:long|short)/, ({ facts }) => facts.durationSeconds],
]
const sizeInside: Measure = (item) => areaOf(item) ?? item.facts.durationSeconds ?? item.bytes

/** What a word compares by, and whether that is the size on disk. */
function measureBy(word: string, text: string, items: readonly Media[]): { of: Measure; isBytes: boolean } {
  const named = measures.find(([pattern]) => pattern.test(word))?.[1]
  const isBytes = named === undefined && isSizeOnDisk(text, items)
  return { of: named ?? (isBytes ? ({ bytes }) => bytes : sizeInside), isBytes }
}

/** Yes or no, where the words compare two files by what is known of them: the one that is named first is asked about. */
export function compareTwo(
  word: string,
  text: string,
  { names, media }: { names: readonly string[]; media: Readonly<Record<string, Media>> },
): string | undefined {
  const items = names.flatMap((name) => media[name] ?? [])
  const [first, second] = items
  const measure = measureBy(word, text, items)
  const [one, other] = [first && measure.of(first), second && measure.of(second)]
  if (!first || !second || one === undefined || other === undefined || names.length > 2) return undefined
  const holds = /^(?:short|small|narrow|fewer|less)/.test(word) ? one < other : one > other
  const fact = (item: Media) => {
    if (measure.isBytes) return `has ${formatFileSize(item.bytes)}`
    const { durationSeconds } = item.facts
    return durationSeconds === undefined
      ? `is ${sizeOf(item)}`
      : `lasts ${durationSeconds.toFixed(2)} seconds`
  }
  const say = (item: Media) => `${item.name ?? item.modality} ${fact(item)}`
  return `${holds ? 'Yes' : 'No'}: ${say(first)}, and ${say(second)}.`
}

/** Whether a file has a shape, or so many channels: `square`, `landscape`, `mono`. Undefined: it has neither. */
export function describeShape(shape: string, item: Media, name: string): string | undefined {
  const { width, height, channels } = item.facts
  if (/^(?:mono|stereo)$/.test(shape))
    return channels === undefined
      ? undefined
      : `${channels === (shape === 'mono' ? 1 : 2) ? 'Yes' : 'No'}: ${name} has ${channels} ${channels === 1 ? 'channel' : 'channels'}.`
  if (!width || !height) return undefined
  const holds =
    shape === 'square' ? width === height : shape === 'landscape' ? width > height : height > width
  return `${holds ? 'Yes' : 'No'}: ${name} is ${sizeOf(item)}.`
}

const same = cued(
  'same|equal|identical|as |differ',
  /\b(?:are|is|do|does|have|has)\b[^?]{1,80}?\b(?:(?:the )?(?:same|equal|identical) (size|length|duration|format|type|resolution|dimensions|width|height|sample rate|shape)|(equally|as) (long|large|big|wide|tall|high)\b)|\b(differ|different) in (size|length|duration|format|resolution|width|height)\b/i,
)

/** Yes or no, where the words ask whether files are alike in something that is known of them. */
export function compareAll(
  text: string,
  names: readonly string[],
  media: Readonly<Record<string, Media>>,
): string | undefined {
  const found = same.exec(text)
  const what = (found?.[1] ?? found?.[3] ?? found?.[5])?.toLowerCase()
  if (!found || what === undefined) return undefined
  const items = (names.length > 1 ? names : Object.keys(media)).flatMap((name) => media[name] ?? [])
  const times = /\b(twice|double|three times|half) as\b/i.exec(text)?.[1]?.toLowerCase()
  const [first, second] = items
  const isBytes = /^(?:size|large|big)$/.test(what) && isSizeOnDisk(text, items)
  if (times && first && second) return compareTimes(times, what, { first, second, isBytes })
  const sizes = items.map((item) => (isBytes ? `${item.bytes}` : factOf(what, item)))
  if (items.length < 2 || sizes.some((size) => size === undefined)) return undefined
  const isSame = new Set(sizes).size === 1
  const holds = isSame !== (found[4] !== undefined)
  const said = items.map(
    (item) => `${item.name ?? item.modality}: ${isBytes ? sayBytes(item) : sayValue(what, item)}`,
  )
  return `${holds ? 'Yes' : 'No'}: ${said.join(', ')}.`
}

function factOf(what: string, { facts, mimeType }: Media): string | undefined {
  const { width, height, durationSeconds, sampleRate } = facts
  if (/^(?:format|type)$/.test(what)) return mimeType
  if (/^(?:length|duration|long)$/.test(what)) return durationSeconds?.toFixed(2)
  if (what === 'sample rate') return sampleRate?.toString()
  if (/^(?:width|wide)$/.test(what)) return width?.toString()
  if (/^(?:height|tall|high)$/.test(what)) return height?.toString()
  if (what === 'shape') return width && height ? (width / height).toFixed(2) : undefined
  return width && height ? `${width} ${height}` : durationSeconds?.toFixed(2)
}

function sayValue(what: string, item: Media): string {
  const { durationSeconds, sampleRate } = item.facts
  if (/^(?:format|type)$/.test(what)) return item.mimeType
  if (what === 'sample rate') return `${sampleRate} Hz`
  return durationSeconds === undefined ? sizeOf(item) : `${durationSeconds.toFixed(2)} seconds`
}

/** "At least twice as long": the first beside so many times the second. */
function compareTimes(
  times: string,
  what: string,
  { first, second, isBytes }: { first: Media; second: Media; isBytes: boolean },
): string | undefined {
  const named = measures.find(([pattern]) => pattern.test(what))?.[1]
  const measure = named ?? (isBytes ? ({ bytes }: Media) => bytes : sizeInside)
  const [one, other] = [measure(first), measure(second)]
  if (one === undefined || other === undefined) return undefined
  const factor = { twice: 2, double: 2, 'three times': 3, half: 0.5 }[times] ?? 2
  const items = [first, second].map(
    (item) => `${item.name ?? item.modality}: ${isBytes ? sayBytes(item) : sayValue(what, item)}`,
  )
  return `${one >= other * factor ? 'Yes' : 'No'}: ${items.join(', ')}.`
}

const difference = cued(
  'how much|how many|difference in',
  /\bhow (?:much|many (?:seconds|pixels|bytes|kilobytes)) (longer|shorter|larger|bigger|smaller|wider|narrower|taller)\b|\b(?:difference in|by how much) (length|duration|size|width|height)?|\bby how many (seconds|pixels|bytes|kb|kilobytes)\b/i,
)

/** How much longer or larger one file is than another. */
export function sayDifference(
  text: string,
  names: readonly string[],
  media: Readonly<Record<string, Media>>,
): string | undefined {
  const found = difference.exec(text)
  if (!found) return undefined
  const [first, second, ...more] = (names.length > 1 ? names : Object.keys(media)).flatMap(
    (name) => media[name] ?? [],
  )
  const word = (
    found[1] ??
    found[2] ??
    /\b(?:long|short|wid|narrow|tall)er\b/i.exec(text)?.[0] ??
    ''
  ).toLowerCase()
  const by = word.replace('duration', 'length').replace('length', 'long')
  const measure = measureBy(by, text, first && second ? [first, second] : [])
  const [one, other] = [first && measure.of(first), second && measure.of(second)]
  if (!first || !second || one === undefined || other === undefined || more.length > 0) return undefined
  const isTime = first.facts.durationSeconds !== undefined
  const unit = measure.isBytes ? 'bytes' : isTime ? 'seconds' : 'pixels'
  const amount = (value: number) => (unit === 'seconds' ? value.toFixed(2) : `${value}`)
  const [longer, shorter] = one >= other ? [first, second] : [second, first]
  const say = (item: Media) => item.name ?? item.modality
  const [most, least] = [Math.max(one, other), Math.min(one, other)]
  return `${amount(most - least)} ${unit}: ${say(longer)} has ${amount(most)} ${unit}, ${say(shorter)} ${amount(least)}.`
}
