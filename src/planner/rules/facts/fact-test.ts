import { cued } from '../../../core/patterns/cued.js'
import type { Media } from '../../../media/media.js'

/** What words ask of the facts of a file: `longer than two seconds`, `wider than 400 pixels`, `square`, `PNG`. */
export interface FactTest {
  /** Undefined: the file has no such fact. */
  holds: (item: Media) => boolean | undefined
  /** Where the words stand. */
  start: number
  end: number
  /** The words, for the answer. */
  said: string
}

const words = 'zero one two three four five six seven eight nine ten'.split(' ')
const number = `(?:(?:${words.join('|')}) and a half|\\d+(?:[.,]\\d+)?|an?|${words.join('|')}|half a|twenty|thirty|sixty|hundred)`
const unit =
  '(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|(?:mega)?pixels?|px|bytes?|kb|kilobytes?|mb|megabytes?)'
const more = '(?:longer|larger|bigger|wider|taller|higher|more|greater|over|above)'
const less = '(?:shorter|smaller|narrower|lower|less|fewer|under|below)'
const bounded = cued(
  'longer|larger|bigger|wider|taller|higher|more|greater|over|above|shorter|smaller|narrower|lower|less|fewer|under|below|at least|at most|up to|exactly',
  new RegExp(
    `(?:(?:is|are|be|lasts?|runs?|has|have|takes?|being|lasting|goes on for|go on for)(?: (?:for|on))? )?(?:a (?:length|duration|size|width|height) of )?(not |no )?(?:(${more})(?:\\s+than)?|(${less})(?:\\s+than)?|(at least)|(at most|up to)|(exactly)) (${number}) (${unit})(?: (long|wide|tall|high|in length|in width|in height))?\\b`,
    'i',
  ),
)
const formats = 'png|jpe?gs?|gif|webp|bmp|tiff?|wave?|mp3|flac|ogg|m4a'
const formatted = cued(
  'png|jpg|jpeg|gif|webp|bmp|tif|wav|mp3|flac|ogg|m4a',
  new RegExp(
    `(?:is|are)(?: not|n't)? (?:an? |in )?(${formats})s?(?: format| files?| images?| pictures?)?\\b|(?<=^(?:is|are) (?:(?!or\\b)[\\w.-]+ ){1,4})(?:an? |in )?(${formats})s?(?: format| files?| images?| pictures?)?(?=[?.! ]*$)|\\b(${formats})(?:s|(?= (?:files?|images?|pictures?|photos?|recordings?|ones?)))\\b`,
    'i',
  ),
)
const shaped = cued(
  'square|landscape|upright|stereo|mono|portrait',
  /(?:(?:is|are)(?: not|n't)? (?:in )?(?:an? )?)(square|landscape|upright|stereo|mono|portrait)(?: format| mode| pictures?)?\b|\b(square|landscape|stereo|mono)(?= (?:files?|images?|pictures?|photos?|recordings?|memos?|ones?)\b)/i,
)

const denied = /^\w+(?: not|n't) /i

const parts =
  '(?:pauses?|pausing|silences?|silent|gaps?|breaks?|hesitat\\w+|speakers?|voices?(?! (?:memo|note|message|recording)s?)|persons?|people|somebody|someone|anybody|anyone|sentences?|words?|turns?|(?:he|she|they) (?:speaks?|talks?))'
const partBefore = new RegExp(`\\b${parts}(?:,? (?:that|which|who))?(?: [\\w']+)? ?$`, 'i')
const partAfter = new RegExp(`^ (?:of )?(?:\\w+ )?(?:${parts}|speech)\\b`, 'i')
const fileNoun = '(?:recordings?|memos?|clips?|files?|audios?|videos?|ones?)'
const ofFile = new RegExp(`\\b${fileNoun} (?:of|by|from) [^,.;?]{0,16}\\b${parts}`, 'gi')
const withPart = new RegExp(`\\b${fileNoun} with [^,.;?]{0,16}\\b${parts}`, 'gi')
const somePart = new RegExp(`\\b${parts}\\b`, 'i')

/** Whether a time is of something in a recording, as in "a pause longer than two seconds": no fact of the file tells it. */
export function isTimeOfPart(text: string, start: number, end: number): boolean {
  const before = text
    .slice(0, start)
    .replace(/\S+\.\w{2,4}\b/g, ' ')
    .replace(ofFile, ' ')
  if (partBefore.test(before) || partAfter.test(text.slice(end))) return true
  return somePart.test(before.replace(withPart, ' '))
}

const measured = cued(
  'pixel|px|second|minute',
  new RegExp(
    `(?:(?:is|are|measures?|lasts?|has|have)(?: all| both| each)? |(?<=^(?:is|are) (?:(?!or\\b)[\\w.-]+ ){1,4}))(${number}) (pixels?|px|seconds?|minutes?) (wide|tall|high|long)\\b`,
    'i',
  ),
)

const sized =
  /(?:(?:is|are|be|measures?|has|have)(?: not|n't)? )?(?:exactly |(at least|(?:larger|bigger|greater|more|higher|over|above)(?: than)?) |(at most|(?:smaller|less|lower|under|below)(?: than)?) )?(\d{2,5}) ?(?:x|×|by) ?(\d{2,5})(?: ?(?:pixels?|px)\b)?/i
const makes =
  /\b(?:resiz|scal|crop|cut|convert|shrink|enlarg|generat|draw|creat|paint|render|mak|upscal|thumbnail)/i

/** The first test of facts that words set. */
export function factTestIn(text: string): FactTest | undefined {
  const size = makes.test(text) ? null : sized.exec(text)
  if (size) {
    const isDenied = denied.test(size[0])
    const [wide, high] = [Number(size[3]), Number(size[4])]
    const bound = (size[1] ?? size[2])?.toLowerCase()
    const fits = (area: number) => (size[1] === undefined ? area < wide * high : area > wide * high)
    const holds = ({ facts: { width, height } }: Media) => {
      if (width === undefined || height === undefined) return undefined
      const isSame = width === wide && height === high
      if (bound === undefined) return isSame !== isDenied
      return (fits(width * height) || (isSame && bound.startsWith('at'))) !== isDenied
    }
    return { ...placeOf(size), holds }
  }
  const found = bounded.exec(text)
  if (found) {
    const { start, end } = placeOf(found)
    const isTime = /^(?:m?s|milli|sec|min)/i.test(found[8] ?? '')
    return isTime && isTimeOfPart(text, start, end) ? undefined : boundOf(found)
  }
  const exact = measured.exec(text)
  if (exact) {
    const test = factTestIn(`exactly ${exact[1]} ${exact[2]} ${exact[3]}`)
    return test && { ...test, ...placeOf(exact) }
  }
  const format = formatted.exec(text)
  if (format) {
    const name = (format[1] ?? format[2] ?? format[3] ?? '').toLowerCase()
    const isDenied = denied.test(format[0])
    return { ...placeOf(format), holds: ({ mimeType }) => isFormat(mimeType, name) !== isDenied }
  }
  const shape = shaped.exec(text)
  if (!shape) return undefined
  const holds = shapeTest((shape[1] ?? shape[2] ?? '').toLowerCase())
  if (!denied.test(shape[0])) return { ...placeOf(shape), holds }
  return {
    ...placeOf(shape),
    holds: (item) => {
      const is = holds(item)
      return is === undefined ? undefined : !is
    },
  }
}

const placeOf = (found: RegExpExecArray) => ({
  start: found.index,
  end: found.index + found[0].length,
  said: found[0].trim(),
})

function boundOf(found: RegExpExecArray): FactTest | undefined {
  const [, not, over, under, least, most, , said = '', by = '', along = ''] = found
  const value = numberOf(said)
  const way = (over ?? under ?? '').toLowerCase()
  const measure = measureOf(by.toLowerCase(), along.toLowerCase(), way)
  if (value === undefined || !measure) return undefined
  const limit = value * measure.scale
  const compare = (size: number): boolean =>
    over
      ? size > limit
      : under
        ? size < limit
        : least
          ? size >= limit
          : most
            ? size <= limit
            : Math.abs(size - limit) < limit * 0.005
  const holds = (item: Media) => {
    const size = measure.of(item)
    return size === undefined ? undefined : compare(size) !== (not !== undefined)
  }
  return { ...placeOf(found), holds }
}

interface Measure {
  of: (item: Media) => number | undefined
  scale: number
}

function measureOf(unit: string, along: string, way: string): Measure | undefined {
  if (/^(?:ms|milli)/.test(unit)) return { of: ({ facts }) => facts.durationSeconds, scale: 0.001 }
  if (/^s/.test(unit)) return { of: ({ facts }) => facts.durationSeconds, scale: 1 }
  if (/^min/.test(unit)) return { of: ({ facts }) => facts.durationSeconds, scale: 60 }
  if (/^byte/.test(unit)) return { of: ({ bytes }) => bytes, scale: 1 }
  if (/^k/.test(unit)) return { of: ({ bytes }) => bytes, scale: 1000 }
  if (/^mb|^megab/.test(unit)) return { of: ({ bytes }) => bytes, scale: 1e6 }
  const isTall = /tall|high|height/.test(along) || /^(?:tall|high|low)/.test(way)
  const area = ({ facts: { width, height } }: Media) => (width && height ? width * height : undefined)
  if (/^mega/.test(unit)) return { of: area, scale: 1e6 }
  if (isTall) return { of: ({ facts }) => facts.height, scale: 1 }
  const isWide = /wide|width/.test(along) || /^(?:wid|narrow)/.test(way)
  if (isWide) return { of: ({ facts }) => facts.width, scale: 1 }
  // "Larger than 400 pixels" speaks of a side, "more than 100000 pixels" of all.
  return {
    of: ({ facts: { width, height } }) => (width && height ? Math.max(width, height) : undefined),
    scale: 1,
  }
}

function numberOf(said: string): number | undefined {
  const lower = said.toLowerCase()
  if (/^\d/.test(lower)) return Number(lower.replace(',', '.'))
  if (/^an?$/.test(lower)) return 1
  if (lower === 'half a') return 0.5
  if (lower.endsWith(' and a half')) return words.indexOf(lower.split(' ')[0] ?? '') + 0.5
  const round = { twenty: 20, thirty: 30, sixty: 60, hundred: 100 }[lower]
  const at = words.indexOf(lower)
  return round ?? (at < 0 ? undefined : at)
}

function isFormat(mimeType: string, name: string): boolean {
  const format = name.replace(/s$/, '')
  const same: Readonly<Record<string, RegExp>> = {
    jpg: /jpe?g/,
    jpeg: /jpe?g/,
    wave: /wav/,
    mp3: /mp3|mpeg/,
    tif: /tiff/,
  }
  return (same[format] ?? new RegExp(format)).test(mimeType)
}

function shapeTest(shape: string): FactTest['holds'] {
  return ({ facts: { width, height, channels } }) => {
    if (shape === 'mono' || shape === 'stereo')
      return channels === undefined ? undefined : channels === (shape === 'mono' ? 1 : 2)
    if (!width || !height) return undefined
    if (shape === 'square') return width === height
    return shape === 'landscape' ? width > height : height > width
  }
}
