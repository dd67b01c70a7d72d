import { cued } from '../../../../core/patterns/cued.js'
import { commonThingsIn } from '../../../../tools/text/common-things.js'
import { tokenize } from '../tokens.js'
import { recordingNouns } from './file-phrase.js'
import { type FilePredicate, readPredicate } from './predicate.js'
import { WordReader } from './word-reader.js'

/*
 * Conditions that are weighed for each file: "for each picture: if it shows a fish, describe it, otherwise say none", "for pictures with a
 * fish, …; for those without, …", "describe each picture, unless its background is white". They are said as what is done with the files
 * that show something, and with those that do not.
 */

const noun = '(pictures?|photos?|photographs?|images?|pics?|recordings?|memos?|clips?|files?)'
const files = `(?:(?:each|every|all|any|both|the|these|those|my|only|just|of|an?|one|attached|voice) )*${noun}(?: (?:here|attached|i sent))?`
const others =
  '(?:the (?:other|remaining)s?(?: ones| pictures| photos| images| recordings| memos| files)?|the rest|all (?:the )?others|others|any others?|the other ones)'
const otherwise = `(?:[,;.:–-]+ *(?:and |but )?(?:otherwise|else|if not|if it (?:doesn't|does not|hasn't|has not|isn't|is not)(?: one| any)?|for (?:${others}))|(?<!\\b(?:what|thing)),? (?:otherwise|else|and for (?:${others}))),? *`
/** What joins a condition, and what begins words of what a file shows: each stands in what the patterns that it cues match. */
const joints = 'if|when|unless|in case|provided'
const relatives = 'that|which|where|whose|with|showing|containing|mentioning'
const its = '(?:it|they|there|one|its|their|the (?=back))'

/** "For each picture: if it shows a fish, describe it, otherwise say none." */
const eachIf = cued(
  joints,
  new RegExp(
    `^(?:please )?(?:(?:for|with|of|in|look at|check) )?${files}[:,.]? (?:and )?(?:only )?(if|when|whenever|unless|in case|provided) (${its} ?[^,;.]{3,80}?)(?:,|:| then|(?= (?:please |just )?(?:describe|transcribe|say|write|answer|tell|print|name|list)\\b)) *(?:then )?([^;]{3,100}?)(?:${otherwise}([^;]{3,100}?))?[.!]*$`,
    'i',
  ),
)
/** "If a picture shows only one thing, say single, otherwise describe it." */
const ifOne = cued(
  joints,
  new RegExp(
    `^(if|when|whenever|unless|in case) (?:an?|each|every) ${noun} ([^,;.]{3,80}?)(?:,|:| then) *(?:then )?([^;]{3,100}?)(?:${otherwise}([^;]{3,100}?))?[.!]*$`,
    'i',
  ),
)
/** "Describe each picture, unless its background is white." */
const actIf = cued(
  joints,
  new RegExp(
    `^(?:please )?([^,;.:]{0,60}?\\b(?:each|every|all|both|the|these|those|my)(?: of the| the)? ${noun}[^,;.:]{0,24}?),? (?:but )?(?:only )?(if|when|unless|in case|provided) (${its} ?[^,;.]{3,80}?)(?:${otherwise}([^;]{3,100}?))?[.!]*$`,
    'i',
  ),
)
/** "Describe the pictures with a fish, and say none for the others": what is done with those that show something, and with the others. */
const actOf = cued(
  relatives,
  new RegExp(
    `^(?:please )?([a-z][^,;.:]{2,40}? )?(?:(?<=\\bdown )|(?<= ))?${files} ((?:(?:that|which|where|whose|with|without|showing|containing|mentioning|in which|on which)\\b)[^,;.:]{2,80}?)(?:${otherwise}([^;]{3,100}?)|,? (?:and|but) ((?:say|write|answer|print|put) [^;,]{2,60}?) (?:for|under|with) ${others}|,? (?:and|but) ((?:describe|transcribe|caption|skip|ignore|leave out)) ${others}|[,;.–-]+ *(?:and |but )?${others}(?:,| get| gets|:)? *([^;]{3,60}?))[.!]*$`,
    'i',
  ),
)
/** "For pictures with two things, list them; for those with only one, write single." */
const forEach = cued(
  'for |with |of ',
  new RegExp(
    `^(?:for|with|of) ${files} ([^,;:.]{4,80}?)(?:[,:] *| (?=(?:write|describe|name|say|list|tell|give|transcribe)\\b))([^;.]{3,100}?)[;.,] *(?:and |but )?(?:for|with|of) (?:${others}(?:[,:] *| )|(?:the |those |any |all )*(?:${noun}|ones?|those) ([^,;:.]{4,80}?)[,:] *)([^;]{3,100}?)[.!]*$`,
    'i',
  ),
)
/** "For each photo, say animal if it shows an animal, and other if it does not." */
const eachAct = cued(
  joints,
  new RegExp(
    `^(?:please )?(?:for|with|of) ${files}[:,]? ([^;,.]{3,80}?),? (?:only )?(if|when|unless|in case) (${its} ?[^,;.]{3,80}?)(?:,? (?:and|or|but|otherwise|else|;) ([^;.]{2,80}?)(?:,? (?:if (?:it|they|there) (?:doesn't|does not|don't|do not|isn't|is not|hasn't|has not)(?: one| any)?|if not|otherwise|when not))?)?[.!]*$`,
    'i',
  ),
)
/** "Describe the pictures, but skip those with a white background": what is left out. */
const butNot = cued(
  'skip|ignore|omit|leave out|except|not|without',
  new RegExp(
    `^(?:please )?([^,;.:]{0,60}?\\b(?:each|every|all|both|the|these|those|my)(?: of the| the)? ${noun})[,;.–-]* (?:but )?(?:please )?(?:skip|ignore|omit|leave out|except(?: for)?|not|without) (?:(?:the|those|any|all|ones?) )+(?:${noun} )?((?:that|which|where|whose|with|without|showing|containing|mentioning|in which|on which)\\b[^,;.]{2,80}?)[.!]*$`,
    'i',
  ),
)
/** "What is the background colour? Only for the pictures with a fish." */
const onlyFor = cued(
  'only ',
  new RegExp(
    `^(?:please )?([^.;:]{4,100}?)(?:[?.;,:–-]+|(?= but)) *(?:but |and )?(?:please )?(?:do (?:it|this|that) )?only (?:for|of|with|if it is|from) ${files} ((?:that|which|where|whose|with|without|showing|containing|mentioning|in which|on which)\\b[^,;.]{2,80}?)(?:[,;.–-]+ *(?:and )?(?:skip|ignore|leave out|omit|not) (?:${others}|everything else))?[.!]*$`,
    'i',
  ),
)
/** "Describe only the photos with more than one thing", "transcribe the memos in which a dog is mentioned", "the photos a fish is on". */
const actOnly = cued(
  `${relatives}| is | are `,
  new RegExp(
    `^(?:please )?([a-z][^,;.:]{2,60}? )${files} ((?:that|which|where|whose|with|without|showing|containing|mentioning|in which|on which)\\b[^,;.:?]{2,80}?|(?:an?|the) \\w+ (?:is|are) (?:in|on))(?:[,;.–-]+ *(?:and )?(?:skip|ignore|leave out|omit|not) (?:${others}|everything else))?[.?!]*$`,
    'i',
  ),
)
const trailingSkip =
  /[\s,;.–-]+(?:and |please |then )*(?:skip|ignore|leave out|omit) (?:(?:all )?(?:the )?(?:others?|rest)|everything else|those|these|them|it|that(?: one)?)[.!]*$/i

interface Case {
  act: string
  said: string
  isNegated: boolean
}

/** Such a request as what is done with some files, and with others; undefined: it is none. */
export function eachFile(text: string): string | undefined {
  if (text.length > 300 || !/\b(?:pict|phot|imag|pics?\b|record|memo|clip|file)/i.test(text)) return undefined
  const said = text
    .trim()
    .replace(trailingSkip, '.')
    .replace(/\b(?:only|just) one (?=thing|object|item)|\ba single (?=thing|object|item)/gi, 'exactly one ')
    .replace(/\b(?:in|on) (?:it|them)(?=[,.;:]|$)/gi, '')
    .replace(/ (?=[,.;:])/g, '')
  return (
    readSeveral(said) ??
    readOne(said) ??
    readForEach(said) ??
    readActIf(said) ??
    readButNot(said) ??
    readActOf(said) ??
    readOnlyFor(said) ??
    readActOnly(said)
  )
}

function readEachIf(said: string): string | undefined {
  const [, which = '', joint = '', condition = '', act = '', other] = eachIf.exec(said) ?? []
  return which === '' ? undefined : sayCases(which, condition, isNot(joint), act, other)
}

function readEachAct(said: string): string | undefined {
  const [, which = '', act = '', joint = '', condition = '', other] = eachAct.exec(said) ?? []
  return which === '' ? undefined : sayCases(which, condition, isNot(joint), act, other)
}

/** "When a picture shows two things, name them; when it shows one, say single": each case by itself. */
function readSeveral(said: string): string | undefined {
  const parts = said.split(/(?<=[.;]) +(?:and |but )?(?=(?:if|when|whenever|unless|for|with)\b)/i)
  if (parts.length < 2 || parts.length > 4) return undefined
  const which = new RegExp(`^(?:if|when|whenever|unless|in case|for|with) ${files}\\b`, 'i').exec(
    parts[0] ?? '',
  )?.[1]
  if (which === undefined) return undefined
  const cases = parts.map((part) =>
    readOne(
      part
        .replace(/[.;]+$/, '.')
        .replace(/^(if|when|whenever|unless) (?:it|one) (?=\w)/i, `$1 a ${which.replace(/s$/i, '')} `),
    ),
  )
  return cases.every((one) => one !== undefined) ? cases.join(' ') : undefined
}

const readOne = (said: string): string | undefined => readEachIf(said) ?? readIfOne(said) ?? readEachAct(said)

function readIfOne(said: string): string | undefined {
  const [, joint = '', which = '', condition = '', act = '', other] = ifOne.exec(said) ?? []
  return which === '' || !/\b(?:it|them|there|say|write|answer|reply|print|put|skip)\b/i.test(act)
    ? undefined
    : sayCases(which, condition, isNot(joint), act, other)
}

function readActIf(said: string): string | undefined {
  const [, act = '', which = '', joint = '', condition = '', other] = actIf.exec(said) ?? []
  const isSeveral = /s$|^(?:pictures|photos)/i.test(which) || /\b(?:each|every)\b/i.test(act)
  return which === '' || !isSeveral ? undefined : sayCases(which, condition, isNot(joint), act, other)
}

function readActOf(said: string): string | undefined {
  const [, act = '', which = '', condition = '', ...cases] = actOf.exec(said) ?? []
  const other = cases.find((one) => one !== undefined)
  return which === '' || !/s$/i.test(which) || other === undefined
    ? undefined
    : sayCases(which, condition, false, act, other)
}

function readForEach(said: string): string | undefined {
  const [, which = '', condition = '', act = '', , opposite, other = ''] = forEach.exec(said) ?? []
  if (which === '') return undefined
  const one = sayCase(which, condition, { act, isNegated: false, said: '' })
  const isBare = opposite === undefined || /^without(?: (?:it|them|one|any))?$/i.test(opposite.trim())
  const two = isBare
    ? sayCase(which, condition, { act: other, isNegated: true, said: '' })
    : sayCase(which, opposite, { act: other, isNegated: false, said: '' })
  return one === undefined || two === undefined ? undefined : `${one} ${two}`.trim()
}

function readButNot(said: string): string | undefined {
  const [, act = '', which = '', , condition = ''] = butNot.exec(said) ?? []
  return which === '' ? undefined : sayCases(which, condition, true, act, undefined)
}

function readOnlyFor(said: string): string | undefined {
  const [, act = '', which = '', condition = ''] = onlyFor.exec(said) ?? []
  return which === '' ? undefined : sayCases(which, condition, false, act, undefined)
}

function readActOnly(said: string): string | undefined {
  const [, act = '', which = '', condition = ''] = actOnly.exec(said) ?? []
  const isSeveral = /s$/i.test(which) || new RegExp(`\\b(?:each|every) (?:\\w+ )?${which}\\b`, 'i').test(said)
  if (which === '' || !isSeveral || !isOfThings(condition)) return undefined
  return sayCases(which, condition, false, act, undefined)
}

/** Whether words speak of what is to be seen or heard, rather than of how something is done: "with many details". */
const isOfThings = (condition: string): boolean =>
  commonThingsIn(condition).length > 0 ||
  (!ofAnswer.test(condition) &&
    (!/^with(?:out)?\b/i.test(condition) ||
      /^with(?:out)? (?:an?|any|no|two|three|four|five|more than|at least|at most|exactly|several|only)\b/i.test(
        condition,
      )))
/** What an answer is written with. */
const ofAnswer =
  /\b(?:captions?|words?|sentences?|lines?|titles?|descriptions?|details?|times?|timestamps?|names?|mentioning|saying|naming|using|punctuation)\b/i

const isNot = (joint: string): boolean => /^unless$/i.test(joint)

function sayCases(
  which: string,
  condition: string,
  isNegated: boolean,
  act: string,
  other: string | undefined,
): string | undefined {
  const one = sayCase(which, condition, { act, isNegated, said: '' })
  const two =
    other === undefined ? '' : sayCase(which, condition, { act: other, isNegated: !isNegated, said: '' })
  return one === undefined || two === undefined || one + two === '' ? undefined : `${one} ${two}`.trim()
}

/** What is done with the files that are so; empty where nothing is. */
function sayCase(which: string, condition: string, { act, isNegated }: Case): string | undefined {
  const isHeard = recordingNouns.has(which.toLowerCase())
  const predicate = predicateIn(condition)
  const done = actIn(act, isHeard)
  if (!predicate || done === undefined) return undefined
  if (done === '') return ''
  const { verb = isHeard ? 'mention' : 'show', isDenied } = predicate.read
  const some = `${which.toLowerCase().replace(/s?$/, 's')} that ${isDenied === isNegated ? '' : 'do not '}${verb} ${predicate.thing}`
  return done.startsWith('Say') ? `${done} for the ${some}.` : `${done} the ${some}.`
}

/** What is said of a file: "it has a fish", "with a fish", "its background is white". */
function predicateIn(condition: string): { read: FilePredicate; thing: string } | undefined {
  const text = condition
    .trim()
    .replace(/^(?:it|they|one)(?:'s|'re)? /i, '')
    .replace(/^(?:that|which) /i, '')
  const tokens = tokenize(text)
  const reader = new WordReader(tokens.map(({ text: word }) => word.toLowerCase()))
  if (reader.take('without') !== undefined) {
    const thing = text
      .slice(8)
      .trim()
      .replace(/^(?:an?|any) /i, '')
    return { thing, read: { verb: 'show', isDenied: true, start: 1, end: tokens.length } }
  }
  const read = readPredicate(reader) ?? readPlaced(reader)
  const [first, last] = read ? [tokens[read.start], tokens[read.end - 1]] : []
  if (!read || !first || !last) return undefined
  const thing = read.thing ?? text.slice(first.start, last.end)
  return { read, thing: read.isDenied ? thing.replace(/^(?:an?|any) /i, '') : thing }
}

/** "On which a fish is": the verb stands behind the thing. */
function readPlaced(reader: WordReader): FilePredicate | undefined {
  const end = reader.words.length - 1
  const start = reader.words.findIndex((word) => word === 'which' || word === 'where') + 1
  if (/^(?:in|on)$/.test(reader.words[end] ?? '') && /^(?:is|are)$/.test(reader.words[end - 1] ?? ''))
    return { verb: 'show', isDenied: false, start, end: end - 1 }
  return start > 0 && /^(?:is|are)$/.test(reader.words[end] ?? '') && end > start
    ? { verb: 'show', isDenied: false, start, end }
    : undefined
}

const describing =
  /\b(?:describe|caption|(?:what(?:'s|’s| is| are| does)?|name|list|write|put|tell me|give me|say) (?:is |the |its |their |names? |me |just |only |what(?:'s| is)? |in |on |it |they |each |every |all |there |about |of |things|thing|objects?|them|everything|background|colou?r|picture|photo|image|shows?|see|you)|background colou?rs?)\b|^(?:what|tell|name|list)\b.*\b(?:it|each|things?|pictures?|photos?|images?|background|colou?r|shows?)\b/i
const writing =
  /\b(?:transcri\w+|write (?:it |them |that |\w+ ){0,4}(?:down|out)|what (?:is|'s|they|he|she) sa(?:id|ys?)|said in)\b/i
const saying =
  /^(?:please |just |then |only |simply )*(?:say|write|answer|reply|print|put|output|return|respond with|respond|mark (?:it|them) as|call (?:it|them))(?: just| only| with| the words?)* +/i
const nothing =
  /^(?:please |just |then )*(?:skip|ignore|omit|leave|do nothing|nothing|don't|do not|no need)\b/i

/** What is done in a case, as the rules know it; empty: nothing. Undefined: it is something else. */
function actIn(act: string, isHeard: boolean): string | undefined {
  const said = act
    .trim()
    .replace(/[.,;!?]+$/, '')
    .replace(/ (?:and|but) (?:don't|do not) [^"]*$/i, '')
  if (nothing.test(said)) return ''
  const literal = saying.exec(said)
  const words = literal ? said.slice(literal[0].length) : said
  const quoted = /^["“„«'‘]([^"”“»'’]+)["”“»'’](?: (?:for|instead|there|under)\b.*)?$/.exec(words.trim())?.[1]
  if (quoted !== undefined) return `Say "${quoted}"`
  if (isHeard && writing.test(said)) return 'Transcribe'
  if (
    literal &&
    /^[\w-]+(?: [\w-]+)?$/.test(words) &&
    !/^(?:what|it|its|them|the|down|out|which|how)\b/i.test(words)
  )
    return `Say "${words}"`
  if (
    /\b(?:how|names|name of|file ?names?|memo|recording|said|long|large|big|size|format|translate|compare|classify|which|count|and then|number)\b/i.test(
      said,
    )
  )
    return undefined
  return !isHeard && describing.test(said) ? 'Describe' : undefined
}
