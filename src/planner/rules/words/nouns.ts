import type { Modality } from '../../../media/media.js'
import { stemOf } from './stem.js'

/** Words that speak of media, with the modalities they may mean, the likeliest first. */
const nouns: readonly [words: string, means: readonly Modality[]][] = [
  [
    'picture photo photograph image pic drawing illustration painting snapshot scene screenshot diagram',
    ['image'],
  ],
  ['poster icon scan receipt sketch logo portrait chart infographic artwork graphic visual frame', ['image']],
  ['memo recording audio sound voice speech podcast', ['audio']],
  ['clip', ['video', 'audio']],
  ['call song interview track voicemail music', ['audio']],
  ['video film movie animation', ['video']],
  ['mesh glb', ['mesh']],
  [
    'text article note story paragraph essay email sentence passage transcript summary poem sentences',
    ['text'],
  ],
  ['document file page letter invoice contract form bill report', ['text', 'image', 'table']],
  ['table spreadsheet csv', ['table', 'text', 'image']],
]

export const nounMeanings: ReadonlyMap<string, readonly Modality[]> = new Map(
  nouns.flatMap(([words, means]) => words.split(' ').map((word) => [stemOf(word), means] as const)),
)

/** What people call results in words; only what was made is meant by them. */
export const resultNouns: ReadonlySet<string> = new Set(
  'translation description caption answer response reply transcription transcript label result output classification summary paraphrase continuation story'
    .split(' ')
    .map(stemOf),
)

/** Words for written or printed pages, whether they came as text or as a picture. */
export const documentNouns: ReadonlySet<string> = new Set(
  'document page letter invoice contract form bill receipt scan report certificate'.split(' ').map(stemOf),
)

/** Words that name a file as a whole: "picture 3" is none where there are two, "page 3" is a part of one. */
export const wholeFileNouns: ReadonlySet<string> = new Set(
  'picture photo photograph image pic memo recording video one'.split(' ').map(stemOf),
)

/** Words that may speak of a text, and name a part of one where they are counted: "the first sentence". */
export const partNouns: ReadonlySet<string> = new Set(
  'sentence paragraph passage page frame'.split(' ').map(stemOf),
)

const byExtension: readonly [RegExp, Modality][] = [
  [/\.(?:jpe?g|png|gif|webp|bmp|tiff?|avif|heic|svg|pdf)$/i, 'image'],
  [/\.(?:wav|mp3|flac|ogg|opus|m4a|aac)$/i, 'audio'],
  [/\.(?:mp4|mov|mkv|avi|webm)$/i, 'video'],
  [/\.glb$/i, 'mesh'],
  [/\.(?:csv|tsv|xlsx?)$/i, 'table'],
]

/** What a file that nobody attached would be, by its name. */
export const modalityOfName = (name: string): Modality =>
  byExtension.find(([pattern]) => pattern.test(name))?.[1] ?? 'text'
