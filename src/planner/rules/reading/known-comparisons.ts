import type { Media } from '../../../media/media.js'
import { sizeOf } from '../../../tools/words.js'

/** "Is the second longer than the first": what is compared, by the word. */
export const yesOrNo =
  /^(?:is|are|does|do) [^?]{1,80}? (longer|shorter|bigger|larger|smaller|wider|narrower|taller|higher)(?: \w+)? than\b/i
export const shaped =
  /^(?:is|are) [^?]{1,60}? (square|landscape|portrait|mono|stereo|upright)(?: format| recordings?| pictures?)?[?.]?$/i

type Measure = (item: Media) => number | undefined

const measures: readonly [RegExp, Measure][] = [
  [/^(?:wide|narrow)/, ({ facts }) => facts.width],
  [/^(?:tall|high)/, ({ facts }) => facts.height],
  [/^(?:long|short)/, ({ facts }) => facts.durationSeconds],
  [
    /./,
    ({ facts: { width, height, durationSeconds }, bytes }) =>
      width && height ? width * height : (durationSeconds ?? bytes),
  ],
]

/** Yes or no, where the words compare two files by what is known of them: the one that is named first is asked about. */
export function compareTwo(
  word: string,
  names: readonly string[],
  media: Readonly<Record<string, Media>>,
): string | undefined {
  const [first, second] = names.flatMap((name) => (media[name] ? [media[name]] : []))
  const measure = measures.find(([pattern]) => pattern.test(word))?.[1]
  const [one, other] = [first && measure?.(first), second && measure?.(second)]
  if (!first || !second || one === undefined || other === undefined || names.length > 2) return undefined
  const holds = /^(?:short|small|narrow)/.test(word) ? one < other : one > other
  const say = (item: Media) =>
    `${item.name ?? item.modality} ${item.facts.durationSeconds === undefined ? `is ${sizeOf(item)}` : `lasts ${item.facts.durationSeconds.toFixed(2)} seconds`}`
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
