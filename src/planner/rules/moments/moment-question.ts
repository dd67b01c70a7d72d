import { rememberLast } from '../../../core/patterns/remember-last.js'
import { gloss } from '../words/gloss.js'
import { partIn, type RecordingPart } from './recording-part.js'

/** What a request asks of the time in a recording: when something is said, what is said then, and what comes first. */
export type MomentQuestion =
  /** When the words are said; `last` where the last time is meant. */
  | { kind: 'when'; words: readonly string[]; isLast: boolean }
  /** What is said in a part; with words, whether they are said there. */
  | { kind: 'part'; part: RecordingPart; words: readonly string[]; isAsked: boolean }
  /** What is said right before or after the words. */
  | { kind: 'beside'; words: readonly string[]; isBefore: boolean }
  /** What is said between two. */
  | { kind: 'between'; things: readonly (readonly string[])[] }
  /** Which of two is said first or last, or whether the one is said before the other. */
  | {
      kind: 'sequence'
      things: readonly (readonly string[])[]
      asks: 'first' | 'last' | 'before' | 'after' | 'side'
    }
  /** What is said, with the times. */
  | { kind: 'times' }
  /** How often the words are said. */
  | { kind: 'often'; words: readonly string[] }
  /** How many words or sentences there are. */
  | { kind: 'amount'; of: 'words' | 'sentences' | 'questions' }

/** Words of a question that stand for nothing that is said. */
const idle = new Set(
  `a an the is are was were be been being do does did can could will would shall should may might has have had
  i you he she it they we one my your his her its their our me him them who somebody someone anybody anyone nobody speaker person man woman voice
  when at in on of to from for with about into by as that this these those there here which what how where then than or and but if whether
  point time times second seconds minute minutes moment position timestamp timestamps timecode timecodes codes code stamp stamps mark place part bit passage section far long many often exactly
  say says said saying mention mentions mentioned mentioning talk talks talked talking speak speaks speaking spoke spoken tell tells told telling hear hears heard ask asks asked asking
  word words sentence sentences phrase term recording recordings memo memos audio clip clips file track message voice note talk transcript come comes coming came up occur occurs appear appears uttered utter begin begins start starts
  first last next right directly immediately before after earlier later beginning end start half ever ever again also please give show find name
  something anything thing things question topic subject transcribe only just now ok so let know would like want need see seconds's 's n't not
  used use uses pronounced cut trim clips listen order know jump skip seek forward brought bring brings up raised raise raises named names turn turns pop pops pops crop crops located find found precise precisely roughly around until till take takes there here get gets got reference references cued cue spot referred refer refers discussed discuss heard both all every each any times place places again whole recorded later`
    .split(/\s+/)
    .filter(Boolean),
)

/** What is asked for, of the words of a question: those that may be said in a recording. */
export function saidWords(text: string): string[] {
  const quoted = /(?<![\p{L}\p{N}])["“„«']([^"“”„»']{2,80})["”“»']/u.exec(text)?.[1]
  const words =
    (quoted ?? text)
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}\p{N}]+(?:'[a-z]+)?/gu) ?? []
  return quoted === undefined
    ? words.filter((word) => !idle.has(word) && !/^\d+$/.test(word))
    : words.filter((word) => !/^(?:an?|the)$/.test(word))
}

const speech =
  /\b(?:sa(?:y|ys|id|ying)|mention\w*|talk\w*|sp[eo]a?k\w*|hear[ds]?|words?|sentences?|phrases?|transcri\w+|recordings?|memos?|audio|voice|speaker|ask(?:s|ed)?|utter\w*|comes? up|brought up|questions?|tell[s]?|told)\b/i
const whenAsked =
  /\b(?:when|(?:at|from|around|after|in) (?:what|which) (?:exact |precise )?(?:points?|times?|seconds?|minutes?|moments?|positions?|time ?(?:stamp|code)s?|places?|mark)|(?:what|which) (?:second|minute|time ?(?:stamp|code)|moment)|how (?:far|long|many seconds|deep) in(?:to)?|how (?:long|many seconds) (?:does it take |do (?:i|we) (?:have to )?wait |is it |pass |go by )?(?:until|till|before)|(?:part|bit|section|passage) (?:about|with|on|where|of)\b[^?!]{2,60}\b(?:when|where|start|begin|at what|what time)|(?:all|every|each)(?: of)?(?: the)? times? (?:that |when |at which )?(?:the|he|she|they|it|some(?:one|body)|\w+) |(?:tell|give) me the (?:exact )?(?:time|second)|(?:point|moment|time|second|place|spot|position|minute|timing)s? (?:in the (?:recording|memo|audio|clip|file|track) )?(?:at which|in which|where|when|of (?:the )?(?:word|mention))|what (?:is|'s) the (?:time|time ?(?:stamp|code)|position|second)|time ?(?:stamps?|codes?) (?:of|for|where|when|at)|where(?:abouts)? (?:in|on|during) (?:the|this|that|my) (?:recording|memo|audio|clip|file|track)|where (?:is|are|does|do) [^?]{2,40} (?:mentioned|said|brought up|named|come up|occur|spoken|talked about))\b/i
const conditional =
  /\b(?:if|unless|whenever|provided|otherwise)\b|^when\b[^?]*, (?!and (?:what|who|how|which))|\b(?:only|except|but) when\b|\band when\b(?![?.]?\s*$)/i

/** What a request asks of moments. Undefined: it asks for something else. */
export const momentQuestionIn = rememberLast((request): MomentQuestion | undefined => {
  const text = gloss(request)
    .trim()
    .replace(
      /^(?:can|could|would|will) you (?:please |kindly )?(?=(?:tell|say|find|give|name|show|check|list)\b)/i,
      '',
    )
  if (
    text.length > 240 ||
    conditional.test(text) ||
    /\b(?:describe|caption|translate|summari[sz]e|aloud|read|answer (?:from|with)|pictures?|photos?|images?|table|json)\b/i.test(
      text.replace(/["“„][^"“”„]{2,80}["”“]/g, ' '),
    )
  )
    return undefined
  if (!speech.test(text)) return isBare(text)
  return (
    timesIn(text) ??
    amountIn(text) ??
    sequenceIn(text) ??
    oftenIn(text) ??
    (partIn(text)?.by === 'time' ? partAsked(text) : undefined) ??
    betweenIn(text) ??
    besideIn(text) ??
    whenIn(text) ??
    partAsked(text)
  )
})

/** "When is the ship mentioned?" speaks of speech; "what comes after the part with the lamps?" may only do so by what is attached. */
function isBare(text: string): MomentQuestion | undefined {
  if (
    /\bhow (?:far|long|many seconds|deep) in\b|\btime ?(?:stamps?|codes?)\b|\b(?:give|tell) me the (?:exact )?(?:time|second)\b/i.test(
      text,
    )
  )
    return whenIn(text)
  if (/\bcomes? (?:\w+ )?(?:before|after|earlier|later)\b/i.test(text) && !/\bwhat\b/i.test(text))
    return sequenceIn(text)
  if (/\b(?:part|bit|section|passage) (?:about|with|on|where|of)\b/i.test(text))
    return whenIn(text) ?? besideIn(text)
  return besideIn(text) ?? (/^what (?:comes|is) (?:first|last)\b/i.test(text) ? partAsked(text) : undefined)
}

function timesIn(text: string): MomentQuestion | undefined {
  const asked =
    /\b(?:with|including|and|give|add|show|list|all|the|plus)\b[^.?!]{0,24}\btime ?(?:stamps?|codes?)\b(?! (?:of|for|where|when) (?:the (?:word|part|sentence)|when|where))|\btime ?(?:stamps?|codes?) (?:of|for) (?:every|each|all)\b|\bwhen (?:is|does|was) (?:what|each|every|all)\b|\bwhat is said when\b|\b(?:with|including|plus) (?:the )?times\b(?! (?:of|for|in|when|that)\b)|\bwhen (?:each|every) (?:sentence|line|phrase|part)\b|\btimed transcript\b|\b(?:with|and|their) (?:\w+ )?(?:start|starting|begin|end)(?: and end)? times?\b/i
  return asked.test(text) ? { kind: 'times' } : undefined
}

function amountIn(text: string): MomentQuestion | undefined {
  const of =
    /\bhow many (?:different |single |spoken )?(words|sentences|phrases|questions)\b(?! (?:show|mention))/i.exec(
      text,
    )?.[1] ?? /\b(?:count|number of) (?:the |all |how many |all the )?(words|sentences)\b/i.exec(text)?.[1]
  if (of === undefined) return undefined
  return {
    kind: 'amount',
    of: /^word/i.test(of) ? 'words' : /^question/i.test(of) ? 'questions' : 'sentences',
  }
}

function oftenIn(text: string): MomentQuestion | undefined {
  if (
    !/\bhow (?:often|many times)\b/i.test(text) ||
    /\b(?:how many|which) (?:of the )?(?:recordings|memos|files)\b/i.test(text)
  )
    return undefined
  const words = saidWords(text)
  return words.length > 0 ? { kind: 'often', words } : undefined
}

/** "Which comes first, the umbrella or the shoe?", "is the shoe mentioned before the umbrella?" */
function sequenceIn(text: string): MomentQuestion | undefined {
  const parts = (said: string, by: RegExp) =>
    said
      .split(by)
      .map(saidWords)
      .filter((words) => words.length > 0)
  const either = /\b(?:which|what|who)\b[^?]{0,40}?\b(first|last|earlier|later)\b/i
    .exec(text)?.[1]
    ?.toLowerCase()
  if (either !== undefined) {
    const things = parts(text, /\bor\b|[,:;]/i)
    return things.length === 2
      ? { kind: 'sequence', things, asks: /^(?:first|earlier)$/.test(either) ? 'first' : 'last' }
      : undefined
  }
  if (!/^(?:is|are|was|were|does|do|did|has|have)\b/i.test(text)) return undefined
  const side = /\b(?:before or after|after or before)\b/i.exec(text)
  const joint = side ?? /\b(before|after|earlier than|later than)\b/i.exec(text)
  if (!joint) return undefined
  const things = [text.slice(0, joint.index), text.slice(joint.index + joint[0].length)].map(saidWords)
  if (things.some((words) => words.length === 0)) return undefined
  return {
    kind: 'sequence',
    things,
    asks: side ? 'side' : /^(?:before|earlier)/i.test(joint[0]) ? 'before' : 'after',
  }
}

/** "What is mentioned between the crown and the shoe?" */
function betweenIn(text: string): MomentQuestion | undefined {
  const [, one = '', other = ''] = /\bbetween ([^?.!]{2,60}?) and ([^?.!]{2,60})/i.exec(text) ?? []
  const things = [one, other].map(saidWords)
  return /\bwhat\b/i.test(text) && things.every((words) => words.length > 0)
    ? { kind: 'between', things }
    : undefined
}

/** "What comes after the part about the lamps?" */
function besideIn(text: string): MomentQuestion | undefined {
  const said =
    /\b(?:(?:right|directly|immediately|just|straight) )?(before|after|following|preceding)\b(?! (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|that\b|second))/i.exec(
      text,
    )
  if (!said || !/\b(?:what|which)\b/i.test(text)) return undefined
  const words = saidWords(text)
  return words.length > 0
    ? { kind: 'beside', words, isBefore: /^(?:before|preceding)/i.test(said[1] ?? '') }
    : undefined
}

function whenIn(text: string): MomentQuestion | undefined {
  const isAsked =
    /\?\s*$|^(?:please |can you |could you |i (?:want|need|would like|'d like) (?:to know )?|the |exact )*(?:what|when|at|how|tell|say|find|give|locate|show|where|in|jump|skip|go|list|point|moment|what|which|time ?(?:stamps?|codes?))\b/i.test(
      text,
    )
  if (!isAsked || !whenAsked.test(text) || /\btranscri(?:be|pt)\b/i.test(text)) return undefined
  const words = saidWords(text)
  return words.length > 0 ? { kind: 'when', words, isLast: /\blast\b/i.test(text) } : undefined
}

/** "What is said in the first five seconds?", "does she mention a horse in the first half?" */
function partAsked(text: string): MomentQuestion | undefined {
  const part = partIn(text)
  if (!part) return undefined
  const isAsked = /^(?:is|are|was|does|do|did|has|have|can)\b/i.test(text)
  const words = isAsked ? saidWords(text) : []
  return isAsked && words.length === 0 ? undefined : { kind: 'part', part, words, isAsked }
}
