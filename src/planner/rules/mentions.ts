import { hasSound, type Media, type Modality, modalities } from '../../media/media.js'

/** Words that speak of media, with the modalities they may mean, the likeliest first. */
const words: readonly { words: readonly string[]; means: readonly Modality[] }[] = [
  {
    words: [
      'picture',
      'photo',
      'photograph',
      'image',
      'pic',
      'drawing',
      'illustration',
      'painting',
      'snapshot',
    ],
    means: ['image'],
  },
  { words: ['scene', 'screenshot', 'diagram', 'poster', 'icon', 'scan', 'receipt'], means: ['image'] },
  {
    words: [
      'memo',
      'voice memo',
      'recording',
      'voice note',
      'audio',
      'sound',
      'clip',
      'voice',
      'speech',
      'podcast',
    ],
    means: ['audio'],
  },
  { words: ['call', 'song', 'interview', 'speaker', 'track', 'voicemail'], means: ['audio'] },
  { words: ['video', 'film', 'movie'], means: ['video'] },
  { words: ['text', 'article', 'note', 'story', 'paragraph', 'essay', 'email'], means: ['text'] },
  {
    words: ['document', 'file', 'page', 'letter', 'invoice', 'contract', 'form'],
    means: ['text', 'image', 'table'],
  },
  { words: ['table', 'spreadsheet', 'csv'], means: ['table', 'text'] },
]

const meanings: ReadonlyMap<string, readonly Modality[]> = new Map(
  words.flatMap(({ words: some, means }) => some.map((word) => [word, means] as const)),
)

const names = [...meanings.keys()].sort((a, b) => b.length - a.length).join('|')
const ordinals = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
]
const preposition = '(?:\\b(?:in|on|of|from|with|at|inside|within|to|about)\\s+)'
const lead = `${preposition}?(?:(?:all|both|each|every|either|neither|any|which|these|those|the|this|that|my|your|our|an?|attached|above|of|two|three|four)\\s+)*`

const ordinal = `(?:${[...ordinals, 'last', 'latest', 'other', 'previous'].join('|')})`
const joint = '(?:\\s*,\\s*(?:and\\s+)?|\\s+and\\s+)(?:the\\s+)?'

/** A mention with the words around it that say nothing else: `in the second picture`, at the end also `in the second`. */
export const mentionPattern = new RegExp(
  `(?<![\\w$])${lead}(?:(${ordinal}(?:${joint}${ordinal})*(?:\\s+(?:two|three|four))?)\\s+)?(?:(${names})s?|(?<=\\b${ordinal}\\s+)ones?\\b)(?:\\s+(?:number\\s+|no\\.?\\s+|#)?(\\d{1,3}))?(?!\\w)|${preposition}?\\$?\\b(?:${modalities.join('|')})\\d{1,3}\\b|\\b(?:in|on|of|from)\\s+the\\s+(${ordinal})(?=\\s*(?:[?.!,;]|$|and\\b|or\\b))`,
  'gi',
)

/** Media by reference name, in order, with those of one modality. */
export type MediaNames = Readonly<Partial<Record<Modality, readonly string[]>>>

export function namesByModality(media: Readonly<Record<string, Media>>): MediaNames {
  const byModality: Partial<Record<Modality, string[]>> = {}
  for (const [name, { modality }] of Object.entries(media))
    byModality[modality] = [...(byModality[modality] ?? []), name]
  // Where there is no recording, the sound of a video is meant.
  const heard = Object.entries(media).flatMap(([name, item]) => (hasSound(item) ? [name] : []))
  if (heard.length > 0) byModality.audio ??= heard
  return byModality
}

/** The words with the reference names of files in place of what the files are called. */
export function withReferences(text: string, media: Readonly<Record<string, Media>>): string {
  return Object.entries(media).reduce(
    (said, [reference, { name }]) => (name ? said.replaceAll(name, reference) : said),
    text,
  )
}

/** Media that words speak of. */
export interface Mention {
  modality: Modality
  names: readonly string[]
}

/**
 * The media that words speak of, in the order of the words. One of several is meant where the words say which, or when
 * `newestOnly` and they don't speak of several.
 */
export function mentionsIn(text: string, media: MediaNames, newestOnly: boolean): Mention[] {
  const known = new Set(Object.values(media).flat())
  const found = [...text.matchAll(mentionPattern)].flatMap((match): Mention[] => {
    const [whole, before, word, number, alone] = match
    const ordinal = before ?? alone
    const name = /\w+$/.exec(whole)?.[0].toLowerCase()
    const reference = modalities.find((modality) => new RegExp(`^${modality}\\d+$`).test(name ?? ''))
    if (name && reference) return [{ modality: reference, names: known.has(name) ? [name] : [] }]
    const how = { whole, word: word ?? 'one', ordinal, number, newestOnly }
    const means = word === undefined ? modalities : (meanings.get(word.toLowerCase()) ?? [])
    const picked = means.flatMap((modality) => {
      const all = media[modality]
      return all ? [{ modality, names: pick(all, how) }] : []
    })
    const found = picked.find(({ names }) => names.length > 0) ?? picked[0]
    return found ? [found] : []
  })
  const merged = new Map<Modality, Set<string>>()
  for (const { modality, names: some } of found)
    merged.set(modality, new Set([...(merged.get(modality) ?? []), ...some]))
  return [...merged].map(([modality, some]) => ({ modality, names: [...some] }))
}

function pick(
  all: readonly string[],
  how: {
    whole: string
    word: string
    ordinal?: string | undefined
    number?: string | undefined
    newestOnly: boolean
  },
): readonly string[] {
  const last = all.slice(-1)
  // "Page 3" is a part of a file, "picture 3" is none where there are two.
  const outside = wholeFile.test(how.word) ? [] : last
  if (how.number) {
    const name = all[Number(how.number) - 1]
    return name === undefined ? outside : [name]
  }
  const [, end, count] = /^(first|last)\s+(two|three|four)$/i.exec(how.ordinal ?? '') ?? []
  if (end && count) {
    const many = counts.indexOf(count.toLowerCase())
    return /first/i.test(end) ? all.slice(0, many) : all.slice(-many)
  }
  if (how.ordinal === undefined)
    return isSeveral(how.whole, how.word) || !how.newestOnly ? several(how.whole, all) : last
  const places = [...how.ordinal.toLowerCase().matchAll(new RegExp(ordinal, 'g'))].map(([said]) => {
    if (said === 'previous') return Math.max(0, all.length - 2)
    return ordinals.includes(said) ? ordinals.indexOf(said) : all.length - 1
  })
  const found = all.filter((_name, at) => places.includes(at))
  return found.length > 0 ? found : outside
}

const wholeFile = /^(?:picture|photo|photograph|image|pic|memo|voice memo|recording|video|one)$/i
const counts = ['none', 'one', 'two', 'three', 'four']

const isSeveral = (whole: string, word: string): boolean =>
  /\b(?:all|both|each|every|either|neither|any|which|these|those|two|three|four)\b/i.test(whole) ||
  new RegExp(`${word}s\\b`, 'i').test(whole)

/** The newest of as many as the words say; "which two" asks it of all. */
export function several(text: string, all: readonly string[]): readonly string[] {
  if (/\b(?:both|either|neither|(?<!which )two)\b/i.test(text)) return all.slice(-2)
  if (/\b(?<!which )three\b/i.test(text)) return all.slice(-3)
  return all
}

/** Whether words without a noun speak of several: "describe both", "what do these show". */
export const speaksOfSeveral = (text: string): boolean =>
  /\b(?:all|both|each|every|everything|these|those|them|they|which (?:ones?|of))\b/i.test(text)

/** Whether words point back at something said or done before. */
export const pointsBack = (text: string): boolean =>
  /\b(?:that|it|this|them|those|these|its|the (?:result|results|description|descriptions|caption|captions|transcript|transcription|summary|translation|answer|label|output))\b/i.test(
    text,
  )
