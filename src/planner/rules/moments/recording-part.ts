import { numberOf } from '../reading/said-count.js'

/** A part of a recording, as words speak of it. Times in seconds; a negative one counts from the end. */
export type RecordingPart =
  | { by: 'time'; from: number; until: number }
  /** Of the whole length, 0 to 1. */
  | { by: 'share'; from: number; until: number }
  | { by: 'word'; place: 'first' | 'last'; count: number }
  /** A place counts from 0. */
  | { by: 'sentence'; place: 'first' | 'last' | 'ends' | number; count: number; isQuestion?: boolean }

const numbers = 'one|two|three|four|five|six|seven|eight|nine|ten'
const tens: Readonly<Record<string, number>> = {
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  half: 0.5,
  eleven: 11,
  twelve: 12,
}
const number = `(?:\\d{1,4}(?:[.,]\\d+)?|${numbers}|${Object.keys(tens).join('|')}|an?|few|couple(?: of)?|several)`
const unit = '(?:seconds?|secs?|s|minutes?|mins?)'
/** `1:30`, `12 seconds`, `second 12`, `12 s`. */
const time = `(?:(?:the )?(\\d{1,2}(?::\\d{2}){1,2})|(?:the )?(?:seconds?|minute) (\\d{1,4})|(${number}) ?(${unit})\\b)`
/** The first of two may leave its unit to the second: `between 2 and 5 seconds`. */
const bare = `(?:${time}|(${number}))`
const from = (said: string) => new RegExp(said.replaceAll('TIME', time).replaceAll('BARE', bare), 'i')

const between = from(`\\b(?:between|from)\\s+(?:about )?BARE\\s*(?:and|to|until|till|-|–)\\s*(?:about )?TIME`)
const betweenMarks = from(
  `\\b(?:between|from)\\s+(?:about )?TIME\\s*(?:and|to|until|till|-|–)\\s*(?:about )?BARE`,
)
const edge = from(`\\b(first|opening|initial|last|final|closing) (${number}) ?(${unit})\\b`)
const early = from(`\\b(?:before|until|up to|within|during the first|by) (?:about )?TIME`)
const late = from(`\\b(?:after|since|from|past|starting at|beginning at) (?:about )?TIME(?! in(?:to)?\\b)`)
const point = from(
  `\\b(?:at|around|about|near|roughly|approximately|exactly) (?:about |around |roughly )?TIME|TIME (?:in\\b|into\\b|after the (?:start|beginning)|mark)`,
)
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

/** The part of a recording that words speak of; undefined where they speak of the whole. */
export function partIn(text: string): RecordingPart | undefined {
  if (
    /\b(?:start|beginning) and (?:at |in )?(?:the )?(?:very )?end\b|\bfirst and (?:the )?last (?:sentence|line|thing)s?\b/i.test(
      text,
    )
  )
    return { by: 'sentence', place: 'ends', count: 1 }
  const [both, marked] = [between.exec(text), betweenMarks.exec(text)]
  if (both ?? marked) {
    const [start, end] = both
      ? [secondsIn(both.slice(1, 6)), secondsIn(both.slice(6, 10))]
      : [secondsIn((marked ?? []).slice(1, 5)), secondsIn((marked ?? []).slice(5, 10))]
    if (start !== undefined && end !== undefined && end > start)
      return { by: 'time', from: start, until: end }
  }
  const ends = edge.exec(text)
  if (ends) {
    const seconds = numberSaid(ends[2]) * (/^m/i.test(ends[3] ?? '') ? 60 : 1)
    const isFirst = /^(?:first|opening|initial)$/i.test(ends[1] ?? '')
    return { by: 'time', from: isFirst ? 0 : -seconds, until: isFirst ? seconds : Number.POSITIVE_INFINITY }
  }
  const share = /\b(first|second|last|final|opening|latter) (half|third|quarter)\b/i.exec(text)
  if (share) {
    const size = { half: 1 / 2, third: 1 / 3, quarter: 1 / 4 }[(share[2] ?? '').toLowerCase()] ?? 1
    const at = /^(?:first|opening)$/i.test(share[1] ?? '')
      ? 0
      : /^second$/i.test(share[1] ?? '')
        ? size
        : 1 - size
    return { by: 'share', from: at, until: at + size }
  }
  const spoken = new RegExp(
    `\\b(${ordinals.join('|')}|last|final|closing|opening) (?:(${number}) )?(?:spoken )?(words?|sentences?|phrases?|lines?|statements?|remarks?|things?|questions?)\\b(?! (?:to|for) )`,
    'i',
  ).exec(text)
  if (spoken) return spokenPart(spoken)
  const instant = point.exec(text)
  if (instant) {
    const groups = instant.slice(1)
    const at = secondsIn(groups.slice(0, 4)) ?? secondsIn(groups.slice(4, 8))
    if (at !== undefined) return { by: 'time', from: at, until: at + 0.001 }
  }
  const until = early.exec(text)
  if (until) return { by: 'time', from: 0, until: secondsIn(until.slice(1)) ?? 0 }
  const since = late.exec(text)
  if (since) return { by: 'time', from: secondsIn(since.slice(1)) ?? 0, until: Number.POSITIVE_INFINITY }
  if (
    /\b(?:at|in|from) the (?:very )?(?:beginning|start|outset|opening)\b|\bto (?:begin|start) with\b|\bat first\b/i.test(
      text,
    )
  )
    return { by: 'sentence', place: 'first', count: 1 }
  if (/\b(?:at|in|towards?|near) the (?:very )?(?:end|close)\b|\bat last\b/i.test(text))
    return { by: 'sentence', place: 'last', count: 1 }
  // "The one in the middle" is a file of several.
  if (/(?<!\bthe (?:one|memo|recording|clip|file|note) )\b(?:in|around|at|towards?) the middle\b/i.test(text))
    return { by: 'share', from: 0.4, until: 0.6 }
  const end = /^how (?:does|do|did)\b[^?]*\b(begin|start|open|end|close|finish)s?\b/i.exec(text)?.[1]
  if (end !== undefined)
    return { by: 'sentence', place: /^(?:begin|start|open)/i.test(end) ? 'first' : 'last', count: 1 }
  const told =
    /\bhow (?:the|this|that|it|they|he|she|my)\b[^?]{0,40}?\b(begin|start|open|end|close|finish)(?:s|es)?\b/i.exec(
      text,
    )?.[1]
  if (told !== undefined)
    return { by: 'sentence', place: /^(?:begin|start|open)/i.test(told) ? 'first' : 'last', count: 1 }
  const opens =
    /\b(?:which|what) (?:words?|sentences?|lines?|phrases?) (?:does |do |did )?(?:the \w+ )?(open|begin|start|end|close|finish|conclude)s?\b/i.exec(
      text,
    )?.[1]
  if (opens !== undefined)
    return { by: 'sentence', place: /^(?:begin|start|open)/i.test(opens) ? 'first' : 'last', count: 1 }
  const alone =
    /^(?:and |so )?(?:what|which)\b[^?]*\b(first|last)(?: of all)?\s*[?.!]*$|\bwhat (?:is|does|comes?|do) (?:\w+ ){0,2}?(first|last)\b/i.exec(
      text,
    )
  const place = (alone?.[1] ?? alone?.[2])?.toLowerCase()
  return place === 'first' || place === 'last' ? { by: 'sentence', place, count: 1 } : undefined
}

function spokenPart([, which = '', many, noun = '']: RegExpExecArray): RecordingPart {
  const place = which.toLowerCase()
  const isFirst = /^(?:first|opening)$/.test(place)
  const isLast = /^(?:last|final|closing)$/.test(place)
  const count = many === undefined ? 1 : Math.max(1, numberSaid(many))
  if (/^word/i.test(noun) && (isFirst || isLast))
    return {
      by: 'word',
      place: isFirst ? 'first' : 'last',
      count: many === undefined && /s$/i.test(noun) ? 5 : count,
    }
  const kind = /^question/i.test(noun) ? { isQuestion: true } : {}
  if (isFirst || isLast) return { by: 'sentence', place: isFirst ? 'first' : 'last', count, ...kind }
  return { by: 'sentence', place: ordinals.indexOf(place), count: 1, ...kind }
}

/** The seconds of the groups of `time`. */
function secondsIn([clock, mark, many, of, bare]: readonly (string | undefined)[]): number | undefined {
  if (clock !== undefined) return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  const said = mark ?? many ?? bare
  return said === undefined ? undefined : numberSaid(said) * (/^m/i.test(of ?? '') ? 60 : 1)
}

function numberSaid(said = ''): number {
  const lower = said.toLowerCase().replace(',', '.')
  if (/^\d/.test(lower)) return Number(lower)
  if (/^(?:few|several)/.test(lower)) return 5
  if (/^couple/.test(lower)) return 3
  return tens[lower] ?? (/^an?$/.test(lower) ? 1 : numberOf(lower))
}
