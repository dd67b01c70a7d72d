import { commonThingsIn } from '../../../../tools/text/common-things.js'

/*
 * Several things to do, of another language, in the order of English: each clause as a verb and what it is about, and the clauses in
 * the order of time that "before", "after", "firstly" and "at last" set. Languages whose verbs come last say those behind the verb.
 */

const heard = /\b(?:recordings?|memos?|audio)\b/i
const seen = /\b(?:pictures?|photos?|images?)\b/i
const ordinal = /\b(first|second|third|fourth|last|other)\b/i
const several = /\b(?:all|both|every|each)\b/i
const file = /\$?[\p{L}\p{N}_-]+\.[a-z][a-z0-9]{1,4}\b|\$?\b(?:image|audio)\d{1,2}\b/iu
/** What more than looking, hearing and counting is asked for, or a condition: such sentences are read otherwise. */
const other =
  /\b(?:if|unless|otherwise|which|translate|summari[sz]e|classify|label|detect|read|sort|compare|caption|colou?r|when|answer|how (?:long|large|many))\b/i
const marks =
  /(,|;|:|\b(?:and )?then\b|\bfirstly\b|\bat last\b|\bat the end\b(?! of)|\bbefore that\b|\bbut\b|\bbefore\b|\bafter\b|\band\b)/i

interface Clause {
  said: string
  cue: string
}

/** A sentence of several acts; undefined: it is none. */
export function composeActs(text: string): string | undefined {
  if (other.test(text) || /\b(?:last|longest|shortest|largest|smallest)(?: one)? firstly\b/i.test(text))
    return undefined
  const acts: { said: string; cue: string }[] = []
  const pending: Clause[] = []
  for (const { said, cue } of parted(joined(clausesOf(text)))) {
    // "First picture 3, then picture 1: what is seen?"
    if (!asks.test(said) && hasNoun(said) && acts.length === 0) {
      pending.push({ said, cue })
      continue
    }
    if (pending.length > 0 && !hasNoun(said)) {
      for (const one of pending) {
        const act = actOf(`${said} ${one.said}`, undefined)
        if (act !== undefined && act !== '') acts.push({ said: act, cue: one.cue })
      }
      pending.length = 0
      continue
    }
    const act = actOf(said, acts.at(-1)?.said)
    if (act === undefined) return undefined
    if (act !== '') acts.push({ said: act, cue })
  }
  const isReported =
    acts.length === 1 && /\b(?:is|what is) (?:said|seen)\b/i.test(text) && !/\?\s*$/.test(text)
  return acts.length < 2 && !isReported ? undefined : `${inTime(acts).join('. Then ')}.`
}

const asks = /\b(?:transcribe|describe|count|says?|said|seen|shows?|what)\b/i

function clausesOf(text: string): Clause[] {
  const clauses: Clause[] = []
  let cue = ''
  const parts = text.replace(/[.!?]+$/, '').split(marks)
  for (const [place, part] of parts.entries()) {
    const word = part.trim().toLowerCase().replace(/^and /, '')
    if (!new RegExp(`^${marks.source}$`, 'i').test(word)) {
      if (part.trim() !== '') {
        const said = part.trim()
        const isAhead =
          hasNoun(said.replace(/^(?:the )?first /i, '')) &&
          /^(?:the )?first (?=transcribe|describe|count|what)/i.test(said)
        clauses.push({ said, cue: isAhead ? 'firstly' : cue === 'at the end' ? 'at last' : cue })
        cue = ''
      }
      continue
    }
    const last = clauses.at(-1)
    const closes = (parts[place + 1] ?? '').trim() === ''
    // "Recording transcribe after, picture describe".
    if (/^(?:before|after)$/.test(word) && last && last.cue === '' && closesWithVerb(last.said))
      last.cue = word
    else if (/^(?:firstly|at last)$/.test(word) && last && last.cue === '' && closes) last.cue = word
    else if (/^\w/.test(word) && word !== 'and' && word !== 'but' && (cue === '' || word !== 'then'))
      cue = word
  }
  return clauses
}

/** "Before describe the picture | transcribe the recording": two verbs, each with what it is about, are two clauses. */
function parted(clauses: readonly Clause[]): Clause[] {
  return clauses.flatMap((one): Clause[] => {
    if (!/^(?:before|after)$/.test(one.cue)) return [one]
    const second = [...one.said.matchAll(/\b(?:transcribe|describe|count)\b/gi)][1]?.index
    if (second === undefined) return [one]
    const [before, behind] = [one.said.slice(0, second).trim(), one.said.slice(second).trim()]
    return closesWithVerb(one.said)
      ? [one]
      : [
          { said: before, cue: one.cue },
          { said: behind, cue: '' },
        ]
  })
}

/** "Describe | firstly the second picture": a verb and what it is about are one clause. */
function joined(clauses: readonly Clause[]): Clause[] {
  const all: Clause[] = []
  for (const one of clauses) {
    const last = all.at(-1)
    const isBare =
      last && verb.test(last.said) && !hasNoun(last.said) && !verb.test(one.said) && hasNoun(one.said)
    if (isBare) all.splice(-1, 1, { said: `${last.said} ${one.said}`, cue: one.cue || last.cue })
    else all.push(one)
  }
  return all
}

const hasNoun = (said: string): boolean =>
  heard.test(said) || seen.test(said) || file.test(said) || ordinal.test(said)
const verb = /\b(?:transcribe|describe|count)\b/i
const closesWithVerb = (said: string): boolean => {
  const at = verb.exec(said)?.index ?? -1
  const noun = Math.min(...[heard, seen].map((one) => one.exec(said)?.index ?? Number.POSITIVE_INFINITY))
  return at >= 0 && noun < at
}

/** What a clause asks for; '' where it says nothing, undefined where something that is not understood here. */
function actOf(said: string, before: string | undefined): string | undefined {
  const [named] = file.exec(said) ?? []
  const noun = heard.test(said) ? 'recording' : seen.test(said) ? 'picture' : undefined
  const place = placeIn(said, noun)
  const things = [...new Set(commonThingsIn(said))]
  const isSaid = /\b(?:transcribe|says?|said)\b/i.test(said)
  const isSeen = /\b(?:describe|seen|shows?|what)\b/i.test(said)
  if (/\bcount\b/i.test(said)) {
    const [thing] = things
    return thing === undefined
      ? undefined
      : `count the ${thing}s in ${objectOf(noun ?? 'picture', place, said)}`
  }
  if (things.length > 0) return undefined
  if (!isSaid && !isSeen) {
    // "Describe the second picture and then the first".
    if (place !== undefined && before !== undefined && (noun === undefined || before.includes(noun)))
      return before.replace(
        /\b(?:the (?:\w+ )?(picture|recording)|(picture|recording) \d+)\b/,
        (_, one: string | undefined, two: string | undefined) => objectOf(one ?? two ?? 'picture', place, ''),
      )
    return noun === undefined && named === undefined ? '' : undefined
  }
  const act =
    isSaid && noun !== 'picture'
      ? 'transcribe'
      : noun === 'recording' && !/\bdescribe\b/i.test(said)
        ? 'transcribe'
        : 'describe'
  return `${act} ${named ?? objectOf(noun ?? (act === 'transcribe' ? 'recording' : 'picture'), place, said)}`
}

/** Which of several: an ordinal beside the noun, or without one. Elsewhere it says when. */
function placeIn(said: string, noun: string | undefined): string | undefined {
  if (noun === undefined) return ordinal.exec(said)?.[1]?.toLowerCase()
  const nouns = `(?:${noun === 'picture' ? 'pictures?|photos?|images?' : 'recordings?|memos?|audio'})`
  const number = new RegExp(`${nouns} (\\d{1,2})\\b`, 'i').exec(said)?.[1]
  if (number !== undefined) return number
  const found =
    new RegExp(`${ordinal.source}(?: one)?(?: of)?(?: the)? ${nouns}`, 'i').exec(said) ??
    new RegExp(`${nouns} (?:the )?${ordinal.source}`, 'i').exec(said)
  return found?.[1]?.toLowerCase()
}

const objectOf = (noun: string, place: string | undefined, said: string): string =>
  several.test(said)
    ? `all ${noun}s`
    : /^\d/.test(place ?? '')
      ? `${noun} ${place}`
      : `the ${place ? `${place} ` : ''}${noun}`

function inTime(acts: readonly Clause[]): string[] {
  const order: string[] = []
  const last: string[] = []
  let later: string | undefined
  for (const [at, { said, cue }] of acts.entries()) {
    if (cue === 'before' && at === 0) {
      later = said
      continue
    }
    if (cue === 'at last' && at < acts.length - 1) last.push(said)
    else if (cue === 'firstly' && at > 0) order.unshift(said)
    else if ((cue === 'after' && at > 0) || cue === 'before that')
      order.splice(Math.max(0, order.length - 1), 0, said)
    else order.push(said)
    if (later !== undefined) {
      order.push(later)
      later = undefined
    }
  }
  return [...order, ...last]
}
