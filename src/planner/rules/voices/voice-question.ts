import { rememberLast } from '../../../core/patterns/remember-last.js'
import { isTimeOfPart } from '../facts/fact-test.js'
import { numberOf } from '../reading/said-count.js'

/** A bound that words set: `more than two`. */
interface VoiceBound {
  holds: (value: number) => boolean
  /** Whether it asks for more than a number, rather than for less. */
  isMore: boolean
}

/** What a request asks of the voices in a recording that is no single tool's result, but follows from one. */
export type VoiceQuestion =
  /** Whether there are pauses of a length in seconds, or how many; or whether all are, or the longest is. */
  | { kind: 'pauses'; bound: VoiceBound; of: 'any' | 'all' | 'longest' | 'shortest'; isCount: boolean }
  /** Whether so many speak. */
  | { kind: 'count'; bound: VoiceBound }
  /** What one of the speakers says, or says first or last; the first speaker is 1, the last is -1. */
  | { kind: 'says'; speaker: number; turn?: 'first' | 'last' }
  /** When one of the speakers begins. */
  | { kind: 'starts'; speaker: number }
  /** How many speak, and what each says. */
  | { kind: 'each' }
  /** Who speaks most or least, first or last. */
  | { kind: 'who'; by: 'most' | 'least' | 'first' | 'last' }
  /** Which of several recordings has more of something, or less; or whether one has more than the other. */
  | { kind: 'compare'; by: 'loudness' | 'pace' | 'pitch'; isMore: boolean; isYesOrNo: boolean }

const numbers = 'one two three four five six seven eight nine ten'.split(' ')
const number = `\\d+(?:[.,]\\d+)?|half an?|an?|${numbers.join('|')}|twenty|thirty|sixty`
const how =
  '(?:(?:longer|more|greater|shorter|less|fewer) than|over|under|at least|at most|exactly|precisely|only|just)'

const time = new RegExp(
  `\\b(${how}) (${number}) ?(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?)(?: (?:or|and) (more|longer))?\\b`,
  'i',
)
const pause = /\b(?:paus(?:es?|ing)|silences?|silent|gaps?|breaks?|hesitat\w+)\b/i
const speaking =
  '(?:(?:different |distinct )?(?:speakers?|voices?)|(?:different )?(?:people|persons?|men|women) (?:speaking|talking|heard|who (?:speak|talk)s?|that (?:speak|talk)s?))'
const countAsked = new RegExp(
  `^(?:is|are|do|can) (?:there |you hear |we hear |i hear )?(?:(${how}) )?(${number})( or more)? ${speaking}(?! (?:memo|note|message|recording)s?)\\b`,
  'i',
)
const countSpeaking = new RegExp(
  `^(?:do|does|did|are|is) (?:(${how}) )?(${number})( or more)? (?:different )?(?:people|persons?|men|women|speakers?|voices?) (?:speak|talk|say something|speaking|talking)\\b`,
  'i',
)
const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']
const saysAsked = new RegExp(
  `^(?:and |so )?(?:(?:what|which (?:words?|sentences?|lines?)) (?:does|do|did|is|was|has)|transcribe (?:only |just )?(?:what)?) ?(?:the (${ordinals.join('|')}|last) (?:speaker|person|voice|one speaking)|(?:speaker|person|voice) (?:number |no\\.? |#)?(\\d{1,2}|${numbers.join('|')}))(?: (?:in|of|on) [^,?]{1,40}?)? (?:say|says|said|saying|tell|talk|talking|ask|asking)\\b`,
  'i',
)
const speaker = `(?:the (${ordinals.join('|')}|last|other) (?:speaker|person|voice|one speaking)|(?:speaker|person|voice) (?:number |no\\.? |#)?(\\d{1,2}|${numbers.join('|')}))`
/** "What are the first words of the second speaker?", "how does speaker 2 begin?" */
const turnAsked = new RegExp(
  `^(?:and |so )?(?:(?:what (?:are|is|were|was)|what's|give me|tell me|transcribe|quote|i (?:want|need)) (?:only |just )?)?the (?:very )?(first|opening|last|final|closing) (?:\\w+ )?(?:words?|sentences?|lines?|things?|turns?|remarks?|questions?|utterances?|statements?|phrases?) (?:that )?(?:(?:(?:spoken|said|uttered|asked) )?(?:of|by|from) )?${speaker}(?: (?:says?|said|utters?|asks?|asked|speaks?))?(?: (?:in|of|on) [^,?]{1,40})?[?.!]*$`,
  'i',
)
const turnsAsked = new RegExp(
  `^(?:and |so )?how (?:does|do|did) ${speaker} (begin|start|open|end|finish|close)\\b`,
  'i',
)

const startsAsked = new RegExp(
  `^(?:and |so )?(?:when|(?:at|from) (?:what|which) (?:time|point|second|moment)) (?:does|do|did) (?:the (${ordinals.join('|')}|last|other) (?:speaker|person|voice)|(?:speaker|person|voice) (?:number |no\\.? |#)?(\\d{1,2}|${numbers.join('|')}))(?: \\w+)? (?:start|begin|speak|talk|come|join|enter|chime|open)`,
  'i',
)
const eachAsked =
  /^how many (?:different )?(?:people|persons|speakers|voices|men|women)\b[^,.;?]{0,40},? and (?:who (?:says|said) what|what (?:does|do|did|is|are) (?:each|every|they|each one|every one|each of them|everyone|everybody)\b[^,.;?]{0,24}?\b(?:say|said|saying))\b/i
const whoAsked =
  /^(?:and |so )?(?:who|which (?:speaker|person|voice|one of them)) (?:speaks?|talks?|spoke|talked|is (?:speaking|talking)|says?)(?: for)?(?: the)? (longest|longer|most|more|shortest|shorter|least|less|first|last)(?: time)?\b(?! (?:words?|sentences?|things?)\b)/i

const measures: readonly { by: 'loudness' | 'pace' | 'pitch'; more: string; less: string; of?: RegExp }[] = [
  { by: 'loudness', more: 'loud', less: 'quiet|soft' },
  { by: 'pace', more: 'fast|quick', less: 'slow', of: /\b(?:speak|talk|speaker|voice|who)/i },
  { by: 'pitch', more: 'high', less: 'low|deep', of: /\b(?:voice|pitch|speak|talk|sing)/i },
]

/** The sentences of a short request, each of which may ask of voices; a long one is left whole, and asks nothing of the kind. */
export const voiceSentences = (text: string): string[] =>
  text.length > 400 || /["“”\n]/.test(text) ? [text] : text.trim().split(/(?<=[?!.;])\s+/)

/** What a sentence asks of voices. Undefined: it asks for something else, or for more. */
export const voiceQuestionIn = rememberLast((said): VoiceQuestion | undefined => {
  const text = said.trim()
  if (text.length > 200 || /[?!;]\s+\S|\.\s+\S|["“”]/.test(text)) return undefined
  if (/\b(?:pictures?|photos?|images?|if|unless|describe|translate|summari[sz]e)\b/i.test(text))
    return undefined
  if (eachAsked.test(text)) return { kind: 'each' }
  if (
    /\band (?:then |also )?(?:what|who|how|when|where|which|is|are|do|does|transcribe|tell|say)\b/i.test(text)
  )
    return undefined
  return pausesIn(text) ?? countIn(text) ?? startsIn(text) ?? saysIn(text) ?? whoIn(text) ?? compareIn(text)
})

function pausesIn(text: string): VoiceQuestion | undefined {
  const asked = /^(?:is|are|was|were|do|does|did|has|have|(how many))\b/i.exec(text)
  const found = asked && pause.test(text) && !/\b(?:no|not)\b|n't\b/i.test(text) ? time.exec(text) : null
  if (!asked || !found || !isTimeOfPart(text, found.index, found.index + found[0].length)) return undefined
  const [, way = '', value = '', unit = '', more] = found
  const scale = /^(?:ms|milli)/i.test(unit) ? 0.001 : /^m/i.test(unit) ? 60 : 1
  const bound = boundOf(more ? 'at least' : way, numberSaid(value) * scale)
  const which = /\b(?:(longest)|(shortest)|(?:all|every|each|both))\b/i.exec(text)
  const of = !which ? 'any' : which[1] ? 'longest' : which[2] ? 'shortest' : 'all'
  return { kind: 'pauses', bound, of, isCount: asked[1] !== undefined }
}

function countIn(text: string): VoiceQuestion | undefined {
  const found = countAsked.exec(text) ?? countSpeaking.exec(text)
  if (!found) return undefined
  const [, way, value = '', more] = found
  // "Is there a speaker?" asks whether anybody speaks.
  if (way === undefined && /^(?:an?|half an?)$/i.test(value)) return undefined
  return { kind: 'count', bound: boundOf(more ? 'at least' : (way ?? 'exactly'), numberSaid(value)) }
}

function startsIn(text: string): VoiceQuestion | undefined {
  const found = startsAsked.exec(text)
  if (!found) return undefined
  return { kind: 'starts', speaker: speakerOf(found[1], found[2]) }
}

function saysIn(text: string): VoiceQuestion | undefined {
  const [, edge, ofTurn, numbered] = turnAsked.exec(text) ?? []
  if (edge !== undefined)
    return {
      ...{ kind: 'says', speaker: speakerOf(ofTurn, numbered) },
      turn: /^(?:first|opening)$/i.test(edge) ? 'first' : 'last',
    }
  const [, whose, number, way] = turnsAsked.exec(text) ?? []
  if (way !== undefined)
    return {
      ...{ kind: 'says', speaker: speakerOf(whose, number) },
      turn: /^(?:begin|start|open)/i.test(way) ? 'first' : 'last',
    }
  const found = saysAsked.exec(text)
  if (!found) return undefined
  const turn = /\b(first|last)(?: of all)?[?.!]*$/i.exec(text)?.[1]?.toLowerCase()
  return {
    ...{ kind: 'says', speaker: speakerOf(found[1], found[2]) },
    ...((turn === 'first' || turn === 'last') && { turn }),
  }
}

/** Of the speakers, the one by its place in words or by its number. */
function speakerOf(place: string | undefined, number: string | undefined): number {
  const word = place?.toLowerCase()
  if (word === undefined) return numberOf(number ?? '')
  return word === 'last' ? -1 : word === 'other' ? 2 : ordinals.indexOf(word) + 1
}

function whoIn(text: string): VoiceQuestion | undefined {
  const word = whoAsked.exec(text)?.[1]?.toLowerCase()
  if (word === undefined) return undefined
  if (word === 'first' || word === 'last') return { kind: 'who', by: word }
  return { kind: 'who', by: /^(?:short|l)(?!ong)/.test(word) ? 'least' : 'most' }
}

function compareIn(text: string): VoiceQuestion | undefined {
  const isYesOrNo = /^(?:is|are|does|do|did|was)\b/i.test(text)
  if (!isYesOrNo && !/^(?:in |on |and |so )?(?:which|who|what|whose)\b/i.test(text)) return undefined
  for (const { by, more, less, of } of measures) {
    const found = new RegExp(`\\b(?:(${more})|(?:${less}))(?:er|est)\\b`, 'i').exec(text)
    if (!found || (of && !of.test(text)) || (isYesOrNo && !/\bthan\b/i.test(text))) continue
    return { kind: 'compare', by, isMore: found[1] !== undefined, isYesOrNo }
  }
  return undefined
}

function boundOf(way: string, value: number): VoiceBound {
  const lower = way.toLowerCase()
  if (/^(?:longer|more|greater|over)/.test(lower)) return { isMore: true, holds: (one) => one > value }
  if (/^(?:shorter|less|fewer|under)/.test(lower)) return { isMore: false, holds: (one) => one < value }
  if (lower === 'at least') return { isMore: true, holds: (one) => one >= value }
  if (lower === 'at most') return { isMore: false, holds: (one) => one <= value }
  return { isMore: true, holds: (one) => one === value }
}

function numberSaid(said: string): number {
  const lower = said.toLowerCase().replace(',', '.')
  const round = { twenty: 20, thirty: 30, sixty: 60 }[lower]
  if (round !== undefined) return round
  if (/^half/.test(lower)) return 0.5
  return /^an?$/.test(lower) ? 1 : numberOf(lower)
}
