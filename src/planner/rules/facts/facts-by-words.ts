import { formatList } from '../../../core/text.js'
import type { Media } from '../../../media/media.js'
import { sizeOf } from '../../../tools/words.js'
import { areaOf, formatFileSize, sayBytes } from './fact-values.js'
import { isSizeOnDisk } from './size-meant.js'

/*
 * Questions about what is known of files, all of whose words are known: which files, which measure, and what is asked of it. What is
 * asked follows from the words that are there, in whatever order they stand.
 */

type AllMedia = Readonly<Record<string, Media>>

interface Measure {
  /** Words that name it, and adjectives for much and for little of it. */
  nouns: string
  much: string
  little: string
  of: (item: Media) => number | undefined
  say: (item: Media) => string
}

const seconds = (value: number): string => `${value.toFixed(2).replace(/\.?0+$/, '')} seconds`
const greatestDivisor = (one: number, other: number): number =>
  other === 0 ? one : greatestDivisor(other, one % other)

function ratioOf({ facts: { width = 0, height = 0 } }: Media): string {
  const divisor = greatestDivisor(width, height) || 1
  const shape = width === height ? 'square' : width > height ? 'landscape' : 'portrait'
  return `${width / divisor}:${height / divisor} (${shape}, ${width}x${height})`
}

const measures = {
  duration: {
    nouns:
      'duration length seconds milliseconds millisecond ms minutes minute secs sec last lasts run runs go goes playtime playing running runtime audio',
    much: 'long lengthy',
    little: 'short brief',
    of: ({ facts }) => facts.durationSeconds,
    say: ({ facts }) => seconds(facts.durationSeconds ?? 0),
  },
  bytes: {
    nouns: 'bytes byte kb mb kilobytes megabytes disk storage space memory weight weigh weighs data filesize',
    much: 'heavy',
    little: 'light lightweight',
    of: ({ bytes }) => bytes,
    say: sayBytes,
  },
  width: {
    nouns: 'width',
    much: 'wide broad',
    little: 'narrow slim',
    of: ({ facts }) => facts.width,
    say: ({ facts }) => `${facts.width} pixels wide`,
  },
  height: {
    nouns: 'height',
    much: 'tall high',
    little: 'low',
    of: ({ facts }) => facts.height,
    say: ({ facts }) => `${facts.height} pixels high`,
  },
  area: {
    nouns: 'size dimension dimensions resolution pixel pixels px area measurements measure measures',
    much: 'big large huge',
    little: 'small tiny little',
    of: (item) => areaOf(item) ?? item.facts.durationSeconds ?? item.bytes,
    say: (item) => (areaOf(item) === undefined ? `${formatFileSize(item.bytes)}` : sizeOf(item)),
  },
  megapixels: {
    nouns: 'megapixel megapixels',
    much: '',
    little: '',
    of: areaOf,
    say: (item) => `${((areaOf(item) ?? 0) / 1e6).toFixed(2)} megapixels (${sizeOf(item)})`,
  },
  ratio: {
    nouns: 'aspect ratio proportions proportion orientation portrait landscape upright square',
    much: '',
    little: '',
    of: areaOf,
    say: ratioOf,
  },
  rate: {
    nouns: 'sample sampling rate frequency hertz hz khz samplerate',
    much: '',
    little: '',
    of: ({ facts }) => facts.sampleRate,
    say: ({ facts }) => `${facts.sampleRate} Hz`,
  },
  channels: {
    nouns: 'channels channel',
    much: '',
    little: '',
    of: ({ facts }) => facts.channels,
    say: ({ facts: { channels } }) => (channels === 1 ? '1 channel (mono)' : `${channels} channels`),
  },
  format: {
    nouns: 'format type extension encoding codec filetype mime ending',
    much: '',
    little: '',
    of: () => 1,
    say: ({ mimeType }) =>
      `${(mimeType.split('/')[1] ?? mimeType).replace(/^x-/, '').toUpperCase()} (${mimeType})`,
  },
} satisfies Record<string, Measure>
type MeasureName = keyof typeof measures

/** An adjective, its degree, and whether it means much or little. */
interface Degree {
  by: MeasureName
  isLittle: boolean
  degree: 'plain' | 'more' | 'most'
}

const degrees = new Map<string, Degree>()
const nouns = new Map<string, MeasureName>()
const isMeasureName = (name: string): name is MeasureName => Object.hasOwn(measures, name)
for (const by of Object.keys(measures).filter(isMeasureName)) {
  const measure = measures[by]
  for (const noun of measure.nouns.split(' ')) nouns.set(noun, by)
  for (const isLittle of [false, true])
    for (const word of (isLittle ? measure.little : measure.much).split(' ').filter(Boolean)) {
      const stem = word
        .replace(/y$/, 'i')
        .replace(/e$/, '')
        .replace(/([aeiou])([gn])$/, '$1$2')
      const doubled = /^(?:big|slim)$/.test(word) ? `${word}${word.at(-1)}` : stem
      degrees.set(word, { by, isLittle, degree: 'plain' })
      degrees.set(`${doubled}er`, { by, isLittle, degree: 'more' })
      degrees.set(`${doubled}est`, { by, isLittle, degree: 'most' })
    }
}

const fileNoun =
  /^(?:pictures?|photos?|photographs?|images?|pics?|shots?|screenshots?|recordings?|memos?|clips?|files?|audios?|videos?|ones?|notes?|messages?|attachments?|documents?|tracks?)$/
const idle = new Set(
  `what which whats is are was were be does do did has have had having got the a an this that these those it its their they them of in on for to with and or as at by from than into
  how much many me you i we us my our your tell give show say list name state let know please could can would will need want like there here all both each every any either one two three four five
  exactly about roughly approximately precise exact value values number amount total together altogether combined overall sum whole come comes add adds amount amounts make makes in-total up take takes taking took occupy occupies use uses using
  names filename filenames put recorded record saved stored sent send attached uploaded gave given just only also too so ok okay now hey hi thanks thank then if possible each's respective respectively s kind sort file voice sound actual actually quickly time
  difference everything anything know itself such info information details metadata properties no wait sorry rather average mean about between differ much's compared compare comparing among amongst out most least more less greater greatest fewest fewer higher highest lower lowest first second third last order sorted ascending descending increasing decreasing`
    .split(/\s+/)
    .filter(Boolean),
)

/** What a file shows is no fact of it, nor are the points in which two differ. */
const showsAsked =
  /\bwhat(?:'s|’s| is| are)? (?:there |seen |shown |visible )?(?:in|on|at|to be)\b|\b(?:pixels?|points?) (?:differ|are different|change)/i

/** What a sentence asks of the facts of files, in words. Undefined: a word of it says something else, or no fact is asked for. */
export function factsByWords(text: string, names: readonly string[], media: AllMedia): string | undefined {
  const words = wordsOf(text)
  if (words.length === 0 || words.length > 22 || showsAsked.test(text) || /\b(?:if|unless)\b/i.test(text))
    return undefined
  const asked: MeasureName[] = []
  const adjectives: Degree[] = []
  for (const word of words) {
    const [degree, noun] = [degrees.get(word), nouns.get(word) ?? nouns.get(word.replace(/s$/, ''))]
    if (degree) adjectives.push(degree)
    else if (noun) asked.push(noun)
    else if (!idle.has(word) && !fileNoun.test(word)) return undefined
  }
  const has = (pattern: RegExp) => pattern.test(` ${words.join(' ')} `)
  const graded = adjectives.find(({ degree }) => degree !== 'plain')
  const most = / (most|more|greatest|highest|greater|higher|least|less|fewest|fewer|lowest|lower) /.exec(
    ` ${words.join(' ')} `,
  )?.[1]
  const isAll = has(/ (?:everything|details|metadata|properties|info|information) /) && has(/ files? /)
  const wanted = namedMeasures(
    isAll ? Object.keys(measures).filter(isMeasureName) : [...asked, ...adjectives.map(({ by }) => by)],
    words,
    media,
  )
  const [first = wanted[0]] = isAll ? (['format'] as const) : wanted
  if (first === undefined) return undefined
  const files = (names.length > 0 ? names : Object.keys(media)).flatMap((name) => {
    const item = media[name]
    return item && measures[first].of(item) !== undefined ? [{ item, name: item.name ?? name }] : []
  })
  if (files.length === 0) return undefined
  // "Is it long?" asks for an opinion.
  if (
    has(/^ (?:is|are|does|do|has|have|can|could) /) &&
    !has(/ (?:tell|give|show|say) /) &&
    !wanted.includes('ratio')
  )
    return undefined
  const isSum =
    has(/ (?:total|together|altogether|combined|overall|sum|whole) /) ||
    (first === 'bytes' &&
      has(/ how much .*(?:take|takes|occupy|use|need) /) &&
      !has(/ (?:each|every|respectively|either) /))
  if (has(/ (?:average|mean) /) && files.length > 1 && !graded) {
    const mean = files.reduce((all, { item }) => all + (measures[first].of(item) ?? 0), 0) / files.length
    const unit =
      first === 'duration' ? seconds(mean) : first === 'bytes' ? formatFileSize(mean) : mean.toFixed(1)
    return `${unit} on average, of ${files.length} files.`
  }
  if (isSum && files.length > 1 && !graded) {
    const sum = files.reduce((all, { item }) => all + (measures[first].of(item) ?? 0), 0)
    const said =
      first === 'duration'
        ? seconds(sum)
        : first === 'bytes' || first === 'area'
          ? formatFileSize(sum)
          : `${sum}`
    return `${said} in total, in ${files.length} files.`
  }
  if ((graded || most) && files.length > 1 && has(/ (?:which|what|name|tell|give|show|list) /)) {
    const isLittle = graded?.isLittle ?? /^(?:least|less|few|low)/.test(most ?? '')
    const by = graded && wanted.includes(graded.by) ? graded.by : first
    const value = ({ item }: (typeof files)[number]) => measures[by].of(item) ?? 0
    const ordered = [...files].sort((a, b) => (isLittle ? value(a) - value(b) : value(b) - value(a)))
    const said = ordered.map(({ item, name }) => `${name} (${measures[by].say(item)})`)
    const [best = '', ...others] = said
    const [one, next] = ordered
    if (one && next && value(one) === value(next)) return `Alike: ${formatList(said)}.`
    const gap =
      one && next && has(/ (?:by how much|how much|difference) /) && ordered.length === 2
        ? Math.abs(value(one) - value(next))
        : undefined
    const unit = by === 'duration' ? 'seconds' : by === 'bytes' ? 'bytes' : 'pixels'
    return `${best}${gap === undefined ? '' : `, by ${Number(gap.toFixed(2))} ${unit}`}.\nThen: ${formatList(others)}.`
  }
  const isFalling = has(/ (?:descending|decreasing) /)
  const inOrder =
    isFalling || has(/ (?:ascending|increasing) /)
      ? [...files].sort(
          (a, b) =>
            ((measures[first].of(a.item) ?? 0) - (measures[first].of(b.item) ?? 0)) * (isFalling ? -1 : 1),
        )
      : files
  return inOrder
    .map(
      ({ item, name }) =>
        `${name}: ${wanted.flatMap((by) => (measures[by].of(item) === undefined ? [] : [measures[by].say(item)])).join(', ')}.`,
    )
    .join('\n')
}

/** The measures that words name, each once. "File size" is of bytes, and so is the size of what has no pixels. */
function namedMeasures(
  all: readonly MeasureName[],
  words: readonly string[],
  media: AllMedia,
): MeasureName[] {
  const isFile = isSizeOnDisk(words.join(' '))
  const hasPictures = Object.values(media).some((item) => areaOf(item) !== undefined)
  return [
    ...new Set(
      all.flatMap((by): MeasureName[] => {
        if (by === 'area' && (isFile || all.includes('bytes'))) return ['bytes']
        if (by === 'area' && !hasPictures) return ['bytes']
        // "The length" of pictures, and "type" of what.
        if (
          by === 'duration' &&
          !Object.values(media).some(({ facts }) => facts.durationSeconds !== undefined)
        )
          return []
        return [by]
      }),
    ),
  ]
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/\$?\b[a-z]+_?\d{1,3}\b|[\p{L}\p{N}_-]+\.[a-z]\w{1,4}\b/giu, ' ')
    .replace(/'s\b|'re\b/g, ' ')
    .match(/[\p{L}]+/gu) ?? []
