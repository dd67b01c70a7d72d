import { type CuedPattern, cued } from '../../../core/patterns/cued.js'
import { formatList } from '../../../core/text.js'
import type { Media } from '../../../media/media.js'
import { sizeOf } from '../../../tools/words.js'
import { countedFiles, filesOfKind } from '../facts/counted-files.js'
import { areaOf, formatFileSize } from '../facts/fact-values.js'
import { factsByWords } from '../facts/facts-by-words.js'
import {
  compareAll,
  compareTwo,
  describeShape,
  sayDifference,
  shaped,
  yesOrNo,
} from '../facts/known-comparisons.js'
import { isSizeOnDisk } from '../facts/size-meant.js'
import type { Token } from '../words/tokens.js'
import { type MentionScope, mentionsIn } from './mentions.js'

/** Something that is known of a file without any model. */
interface Fact {
  /** The words that ask for it. */
  asks: CuedPattern
  fits: (media: Media) => boolean
  say: (media: Media, name: string) => string
  /** What files are compared by: "which is longer". */
  measure?: (media: Media) => number | undefined
}

const seconds = (value: number): string =>
  `${value.toFixed(value < 10 ? 2 : 1).replace(/\.?0+$/, '')} seconds`

const facts: readonly Fact[] = [
  {
    asks: cued(
      'how long|how many|duration|playing time|running time|length of',
      /\b(?:how long (?:is|are|does|do|was)\b(?!.{0,40}\b(?:journey|way|road|bridge|ago|pauses?|silences?|gaps?|breaks?)\b)|how long (?:each|every|all|both|the|my|this|that|it)\b[^?.]{0,40}\b(?:is|are|lasts?|takes?)\b|how many (?:seconds|minutes) (?:long )?(?:is|are|does|do)|(?:durations?|playing times?|running times?) of|(?:what is|what's) the (?:duration|length) of)\b/gi,
    ),
    fits: ({ facts }) => facts.durationSeconds !== undefined,
    say: ({ facts }, name) => `${name} is ${seconds(facts.durationSeconds ?? 0)} long.`,
    measure: ({ facts }) => facts.durationSeconds,
  },
  {
    asks: cued(
      'rate|frequency|how many|khz',
      /\b(?:sampl(?:e|ing) rate|sample frequency|how many hertz|khz)\b/gi,
    ),
    fits: ({ facts }) => facts.sampleRate !== undefined,
    say: ({ facts }, name) => `${name} has a sample rate of ${facts.sampleRate} Hz.`,
    measure: ({ facts }) => facts.sampleRate,
  },
  {
    asks: cued('stereo|mono|channels', /\b(?:stereo|mono|how many (?:audio )?channels)\b/gi),
    fits: ({ facts }) => facts.channels !== undefined,
    say: ({ facts: { channels } }, name) =>
      `${name} has ${channels === 1 ? 'one channel (mono)' : channels === 2 ? 'two channels (stereo)' : `${channels} channels`}.`,
  },
  {
    asks: cued(
      'size|how big|how large|how heavy|how many',
      /\b(?:(?<!\bby )(?<!\bby the )(?<!\bby their )file size|how (?:big|large|heavy) (?:is|are) (?:the |this |that |my |each )?(?:\w+ )?files?|size (?:of the file|in (?:bytes|kb|mb|kilobytes|megabytes))|how many (?:bytes|kb|mb|kilobytes|megabytes))\b/gi,
    ),
    fits: () => true,
    say: ({ bytes }, name) => `${name} has ${formatFileSize(bytes)}.`,
    measure: ({ bytes }) => bytes,
  },
  {
    asks: cued(
      'size|dimension|resolution|width|height|how |in pixels',
      /\b(?:(?:image |picture |pixel )?(?:sizes?|dimensions?|resolutions?|widths?|heights?) (?:in pixels )?of|how (?:big|large|wide|tall|high) (?:is|are) (?:the |this |that |these |my |both |all )?(?:\w+ )?(?:pictures?|images?|photos?|files?|\S+\.\w{3,4})|how (?:big|large|wide|tall|high) (?:each|every|all|both|the|my|this|that|it)\b[^?.]{0,40}\b(?:is|are)\b|in pixels|what (?:size|resolution) (?:is|are|has|does)|how many pixels)\b/gi,
    ),
    fits: (media) => areaOf(media) !== undefined,
    say: (media, name) => `${name} is ${sizeOf(media)}.`,
    measure: areaOf,
  },
  {
    asks: cued(
      'format|type|of file|is it a|is this a|png or|jpg or|jpeg or|wav or|mp3 or|gif or|webp or|flac or',
      /\b(?:(?:file|image|audio|what) (?:format|type)\b(?! of (?:animal|object|thing|sound|noise|music))|format of|what (?:kind|type|sort) of file|mime type|is (?:it|this) an? (?:png|jpe?g|wav|mp3|gif|webp|flac)|(?:png|jpe?g|wav|mp3|gif|webp|flac) or (?:an? |is it an? )?(?:png|jpe?g|wav|mp3|gif|webp|flac))\b/gi,
    ),
    fits: () => true,
    say: ({ mimeType }, name) =>
      `${name} is ${(mimeType.split('/')[1] ?? mimeType).replace(/^x-/, '').toUpperCase()} (${mimeType}).`,
  },
  {
    asks: cued('how many', /\bhow many (?:rows|columns|lines)\b/gi),
    fits: ({ facts }) => facts.rows !== undefined,
    say: ({ facts }, name) => `${name} has ${facts.rows} rows and ${facts.columns ?? '?'} columns.`,
    measure: ({ facts }) => facts.rows,
  },
  {
    asks: cued('how many', /\bhow many (?:pages|slides)\b/gi),
    fits: ({ facts }) => facts.pages !== undefined,
    say: ({ facts: { pages, pagesRead } }, name) =>
      `${name} has ${pages === 1 ? 'one page' : `${pages} pages`}${pagesRead === undefined ? '' : `, of which the first ${pagesRead} are read`}.`,
    measure: ({ facts }) => facts.pages,
  },
  {
    asks: cued('sheets', /\b(?:how many|which|what) sheets\b/gi),
    fits: ({ facts }) => facts.sheets !== undefined,
    say: ({ facts: { sheets = [] } }, name) =>
      `${name} has ${sheets.length === 1 ? 'one sheet' : `${sheets.length} sheets`} with filled cells: ${formatList(sheets)}.`,
    measure: ({ facts }) => facts.sheets?.length,
  },
  {
    asks: cued('how many', /\bhow many characters\b/gi),
    fits: ({ facts }) => facts.characters !== undefined,
    say: ({ facts }, name) => `${name} has ${facts.characters} characters.`,
    measure: ({ facts }) => facts.characters,
  },
]

/** Words that want more than what is known of a file. */
const alsoTells = cued(
  'with|and|plus|then',
  /\b(?:with|and|plus|then)\b[^.?!]{0,20}\b(?:captions?|descriptions?|transcripts?|descri(?:be|bing)|transcrib(?:e|ing)|what (?:is|they|each|it))\b/i,
)

const comparing = cued(
  'which',
  /\bwhich\b.{0,60}?\b(longer|longest|shorter|shortest|bigger|biggest|larger|largest|smaller|smallest|wider|widest|taller|tallest|higher|highest|lower|lowest|greater|greatest)\b(?=\s*(?:resolution\b|size\b|duration\b|length\b|[?.,]|$|one\b|pictures?\b|photos?\b|images?\b|recordings?\b|memos?\b|clips?\b|files?\b|of\b|in pixels))/i,
)

/** "Which pause is the longest?", "who talks longer": of something in a recording, and of no file. */
const ofPart =
  /\bwhich (?:of the )?(?:pauses?|silences?|gaps?|breaks?|speakers?|sentences?|words?|turns?|voices?)\b(?! (?:memo|note|message|recording)s?)|\b(?:speaks?|talks?) (?:the |for )?(?:long|short)(?:er|est)\b/i

/** What a sentence asks that is known of the files by themselves, in words. Undefined: it asks something else. */
export function knownFacts(
  sentence: readonly Token[],
  text: string,
  media: Readonly<Record<string, Media>>,
  scope: MentionScope,
): string | undefined {
  const first = sentence[0]
  if (!first || text.length > 300 || alsoTells.test(text)) return undefined
  const count = countedFiles(text, media) ?? filesOfKind(text, media)
  if (count) return count
  const names = namedIn(sentence, scope)
  const compared = comparing.exec(text)?.[1]
  if (compared && !ofPart.test(text)) {
    const isTime = /^(?:long|short)/i.test(compared) || /\b(?:duration|length)\b/i.test(text)
    const isSize = /^(?:bigg|larg|small|great)/i.test(compared)
    const isBytes = !isTime && isSize && isSizeOnDisk(text)
    return compare(compared.toLowerCase(), isTime ? 'time' : isBytes ? 'bytes' : 'pixels', names, media)
  }
  // Two facts at once are told together.
  const both = /\S and\b/i.test(text) ? factsByWords(text, names, media) : undefined
  const alike = compareAll(text, names, media) ?? sayDifference(text, names, media)
  if (alike) return alike
  if (namesAsked.test(text)) return sayNames(text, names, media)
  const question = yesOrNo.exec(text)
  if (question?.[1]) {
    const comparison = compareTwo(question[1].toLowerCase(), text, { names, media })
    if (comparison) return comparison
  }
  const isChoice = /\b(?:portrait|landscape|square|upright|mono|stereo)\b[^?]*\bor\b/i.test(text)
  const shape = isChoice ? undefined : shaped.exec(text)?.[1]
  if (shape) {
    const lines = (names.length > 0 ? names : Object.keys(media)).flatMap((name) =>
      media[name] ? (describeShape(shape.toLowerCase(), media[name], called(name, media)) ?? []) : [],
    )
    if (lines.length > 0) return lines.join('\n')
  }
  const sum = summing.test(text) ? sumOf(names, media) : undefined
  const ofBytes =
    sum === undefined && summed.test(text) && bytesSaid.test(text)
      ? factsByWords(text, names, media)
      : undefined
  if (ofBytes) return ofBytes
  if (sum) return sum
  if (both !== undefined && !summing.test(text)) return both
  const lines = factsAsked(text).flatMap((fact) =>
    (names.length > 0 ? names : Object.keys(media)).flatMap((name) => {
      const item = media[name]
      return item && fact.fits(item) ? [fact.say(item, called(name, media))] : []
    }),
  )
  return lines.length > 0 ? lines.join('\n') : factsByWords(text, names, media)
}

/** The facts that words ask for: one, or several that stand apart. */
function factsAsked(text: string): Fact[] {
  let until = 0
  return facts
    .flatMap((fact) =>
      fact.asks.matchAll(text).map(({ 0: comparison, index }) => ({
        fact,
        start: index,
        end: index + comparison.length,
      })),
    )
    .sort((a, b) => a.start - b.start)
    .flatMap(({ fact, start, end }) => {
      if (start < until) return []
      const isFirst = until === 0
      const joins = isFirst || /,|\band\b/i.test(text.slice(until, start))
      if (joins) until = end
      return joins ? [fact] : []
    })
}

const namesAsked = cued(
  'name|file|attachment|called',
  /^(?:please )?(?:what|which|list|tell me|give me|show me|name|how)\b[^?]{0,30}\b(?:(?:file ?)?names? (?:of|do|are|have)|files (?:did|do|have|are|were)|files? called|files (?:i|you)|attachments)\b(?![^?]*\b(?:shows?|showing|with|has|having|got|that have|containing|featuring|mentions?|mentioning|contains|on which|mention|contain|in which|where|longer|larger)\b)|^(?:please )?(?:list|name|enumerate) (?:all |the |my |these |attached )*(?:files|attachments)[.!?]?$|^what (?:is|are) (?:the |these |my )?(?:files?|pictures?|recordings?|images?|photos?|memos?) (?:called|named)\b/i,
)

/** The names of files, with what is known of each. */
function sayNames(text: string, names: readonly string[], media: Readonly<Record<string, Media>>): string {
  const some = names.length > 0 && !/\bfiles?\b/i.test(text) ? names : Object.keys(media)
  return some
    .flatMap((name) => {
      const item = media[name]
      if (!item) return []
      const { durationSeconds } = item.facts
      const fact = item.facts.width
        ? sizeOf(item)
        : durationSeconds === undefined
          ? formatFileSize(item.bytes)
          : seconds(durationSeconds)
      return [`${called(name, media)} (${item.mimeType}, ${fact})`]
    })
    .join('\n')
}

const summed = /\b(?:total|combined|together|altogether|overall|sum|average|mean)\b/i
const bytesSaid =
  /\b(?:(?:total|combined|overall) size|sizes? of (?:all |the |these |my |both )*files|kb|mb|bytes?|kilobytes?|megabytes?|file ?sizes?|disk|space|storage)\b/i
const summing = cued(
  'total|combined|overall|together',
  /\b(?:(?:total|combined|overall) (?:length|duration|playing time|running time)|how long .{0,60}\b(?:together|in total|altogether|combined)\b|(?:length|duration) .{0,60}\b(?:together|in total|altogether|combined)\b)/i,
)

/** How long several recordings are together. */
function sumOf(names: readonly string[], media: Readonly<Record<string, Media>>): string | undefined {
  const all = (names.length > 0 ? names : Object.keys(media)).flatMap(
    (name) => media[name]?.facts.durationSeconds ?? [],
  )
  if (all.length === 0) return undefined
  const total = all.reduce((sum, one) => sum + one, 0)
  return `${seconds(total)} in total, in ${all.length} ${all.length === 1 ? 'file' : 'files'}.`
}

const called = (name: string, media: Readonly<Record<string, Media>>): string => media[name]?.name ?? name

function namedIn(sentence: readonly Token[], scope: MentionScope): string[] {
  const found = mentionsIn(sentence, scope)
  const files = found.filter((one) => one.kind === 'media' && one.isNamed)
  return [
    ...new Set(
      (files.length > 0
        ? files
        : found.filter((one) => one.kind !== 'media' || !/^fil/.test(one.word))
      ).flatMap((one) => (one.kind === 'media' && !one.isExcluded ? one.names : [])),
    ),
  ]
}

function compare(
  word: string,
  by: 'time' | 'bytes' | 'pixels',
  names: readonly string[],
  media: Readonly<Record<string, Media>>,
): string | undefined {
  const all = names.length > 1 ? names : Object.keys(media)
  const measure = (item: Media): number | undefined =>
    by === 'time' ? item.facts.durationSeconds : by === 'bytes' ? item.bytes : areaOf(item)
  const measured = all.flatMap((name) => {
    const item = media[name]
    const value = item && measure(item)
    return item && value !== undefined ? [{ name, value, item }] : []
  })
  const least = /^(?:short|small|low)/.test(word)
  const ordered = [...measured].sort((a, b) => (least ? a.value - b.value : b.value - a.value))
  const [best, next] = ordered
  if (!best || !next) return undefined
  const say = ({ name, item }: (typeof measured)[number]) =>
    `${called(name, media)} (${by === 'time' ? seconds(item.facts.durationSeconds ?? 0) : by === 'bytes' ? formatFileSize(item.bytes) : sizeOf(item)})`
  if (best.value === next.value)
    return `None is ${word.replace(/(?:i?er|i?est)$/, '')}er: ${formatList(ordered.map(say))}.`
  return `${say(best)} is the ${ordered.length === 2 && /er$/.test(word) ? `${word} one` : word}.\nThen: ${formatList(ordered.slice(1).map(say))}.`
}
