import { type Token, tokenize } from '../tokens.js'
import { fileNouns, recordingNouns } from './file-phrase.js'
import { withoutTail } from './predicate.js'
import { WordReader, wordSet } from './word-reader.js'

/*
 * What is claimed of one file and asked about: "the picture doesn't show a dog, does it?", "you can't see a cat here, can you?", "no
 * flower in this one?". Claimed or denied, it comes to whether the thing is there.
 */

interface Claim {
  /** `is`: what the file is, rather than what is in it. `ground`: the colour of its background. */
  kind: 'there' | 'mentioned' | 'is' | 'ground' | 'fact'
  thing: string
  /** Whether it is denied, and asked whether that is so: "am I right that there is no dog?" */
  isDenial?: boolean
  /** The file as the words say it; undefined: what is at hand. */
  place: string | undefined
}

type Said = (from: number, to: number) => string

/** Such a claim as a question in the words that the rules know; undefined: it is none, or nothing asks whether it is so. */
export function claimOfOne(text: string): string | undefined {
  if (text.length > 160 || /["“«\n:;]/.test(text)) return undefined
  const tokens = tokenize(text)
  const words = tokens.map(({ text: said }) => said.toLowerCase())
  const reader = new WordReader(words)
  const isLed = readLead(reader)
  const { end, isAsked, asksTruth } = readEnd(words, reader.at)
  if (!isAsked && !isLed) return undefined
  const said: Said = (from, to) => {
    const part = textOf(tokens, text, from, to)
    // A capital letter at the beginning is the sentence's.
    return tokens[from]?.start === 0 ? part.charAt(0).toLowerCase() + part.slice(1) : part
  }
  const claim = readClaim(new WordReader(words.slice(0, end), reader.at), tokens, said)
  const isDenied = words.slice(reader.at, end).some((word) => denying.has(word))
  return claim && sayClaim({ ...claim, isDenial: isDenied && (isLed || asksTruth) })
}

const denying = wordSet('not no never nobody noone lack lacks')

const textOf = (tokens: readonly Token[], text: string, from: number, to: number): string => {
  const [first, last] = [tokens[from], tokens[to - 1]]
  return first && last && to > from ? text.slice(first.start, last.end) : ''
}

function sayClaim({ kind, thing, place, isDenial = false }: Claim): string {
  const bare = thing.replace(/^(?:an?|any|some|the) /i, '')
  if (isDenial && kind === 'mentioned')
    return `Is it true that ${place ?? 'the recording'} mentions no ${bare}?`
  if (isDenial && kind !== 'ground') return `Is it true that there is no ${bare} in ${place ?? 'it'}?`
  if (kind === 'mentioned') return `Does ${place ?? 'the recording'} mention ${thing}?`
  if (kind === 'fact') return thing
  if (kind === 'is') return `Is ${place ?? 'this'} ${thing}?`
  const ground = groundSaid.exec(thing)?.[1]
  if (ground !== undefined) return sayClaim({ kind: 'ground', thing: ground, place })
  if (kind === 'ground')
    return place === undefined ? `Is the background ${thing}?` : `Is the background of ${place} ${thing}?`
  return `Is there ${/^(?:an?|any|some|the|\d+|two|three|four|five|\w+s)\b/i.test(thing) ? thing : `any ${thing}`} in ${place ?? 'it'}?`
}

/** "A blue background" is asked of the background. */
const groundSaid =
  /^(?:an? )?(red|green|blue|yellow|orange|purple|pink|brown|black|white|gr[ae]y) background$/i
const truths = wordSet('true right correct so')

/** "Is it true that", "am I right that", "I don't think", "would you say": asks whether what follows is so. */
function readLead(reader: WordReader): boolean {
  reader.skip(wordSet('so and but well hm hmm ok okay now surely really hey hi please ,'))
  const start = reader.at
  const asks =
    reader.take(wordSet('is'), wordSet('it that'), truths) ??
    reader.take('am', 'i', truths) ??
    reader.take('could', 'it', 'be') ??
    reader.take(wordSet('would do can'), 'you', wordSet('say agree think confirm'))
  if (asks !== undefined) {
    reader.take('in', wordSet('thinking saying assuming believing'))
    reader.take('that')
    return true
  }
  reader.at = start
  const thinks =
    reader.take('i', wordSet('think believe guess suppose assume bet')) ??
    reader.take('i', wordSet('do'), 'not', wordSet('think believe suppose'))
  if (thinks === undefined) reader.at = start
  else reader.take('that')
  reader.skip(wordSet('so'))
  return false
}

/** Where the claim ends, before "is there?", "right?" and "Is that so?", and whether it is asked. */
function readEnd(
  words: readonly string[],
  start: number,
): { end: number; isAsked: boolean; asksTruth: boolean } {
  let end = words.length
  const isMark = (word = '') => /^[.?!,\-–…]$/.test(word)
  const trim = () => {
    while (end > start && isMark(words[end - 1])) end -= 1
  }
  const isQuestion = words.at(-1) === '?'
  trim()
  const said = words.slice(start, end).join(' ')
  const tag = tags.exec(said)?.[0]
  if (tag !== undefined && tag.length < said.length) {
    end -= tag.trim().split(' ').length
    trim()
    return { end, isAsked: true, asksTruth: /\b(?:true|right|correct|so|agreed|the case)\b/.test(tag) }
  }
  return {
    asksTruth: false,
    end,
    isAsked: isQuestion && !words.slice(start, end).some((word) => /^[.?!]$/.test(word)),
  }
}

const tags =
  /(?: [,.]| -| –)?(?: (?:or|and))?(?: (?:(?:is|are|do|does|can|could|has|have|will|was|did) (?:not )?(?:it|there|you|they|we|i|one|he|she|that)(?: (?:true|right|correct|so|not|the case))?|am i (?:right|wrong|correct|mistaken)|right|correct|true|yes|no|huh|eh|agreed|true or false|yes or no))$/

const seeing = wordSet('see find spot notice detect recognise recognize')
const persons = wordSet('you i we one they people')
const auxiliaries = wordSet('do does did can could will would has have')
const copulas = wordSet('is are was were')
const shows = wordSet(
  'show shows contain contains have has depict depicts feature features include includes display displays hold holds',
)
const mentions = wordSet('mention mentions mentioned say says name names')
const colours = wordSet('red green blue yellow orange purple pink brown black white gray grey')

function readClaim(reader: WordReader, tokens: readonly Token[], said: Said): Claim | undefined {
  const start = reader.at
  const whole = reader.words
  const end = whole.length
  const inPlace = (kind: Claim['kind'], from: number): Claim | undefined => {
    const { thingEnd, place, isHeard } = placeAt(whole, tokens, from, said)
    const thing = thingSaid(whole, from, withoutTail(whole, thingEnd), said)
    return thing === undefined ? undefined : { kind: isHeard ? 'mentioned' : kind, thing, place }
  }
  // "There is no dog", "is there not a dog", "isn't there a dog".
  if (
    reader.take('there', copulas) ??
    reader.take(copulas, 'there') ??
    reader.take(copulas, 'not', 'there')
  ) {
    const isDenied = readNo(reader)
    // Plain questions are left as they are.
    if (!isDenied && whole[start] !== 'there' && whole[start + 1] !== 'not') return undefined
    return inPlace('there', reader.at)
  }
  // "You can't see a dog", "can you not see a dog", "I see no dog".
  reader.at = start
  const isSeen =
    (reader.take(auxiliaries, persons) ??
      reader.take(auxiliaries, 'not', persons) ??
      reader.take(persons)) !== undefined
  if (isSeen) {
    const isQuestion = auxiliaries.has(whole[start] ?? '')
    const isDeniedFirst = whole[start + 1] === 'not'
    reader.skip(auxiliaries)
    const isDenied = readNo(reader) || isDeniedFirst
    reader.take(wordSet('actually really even'))
    if (reader.take(seeing) !== undefined || reader.take('make', 'out') !== undefined) {
      const isNone = readNo(reader) || isDenied
      return isQuestion && !isNone ? undefined : inPlace('there', reader.at)
    }
    if (reader.take(wordSet('hear')) !== undefined) {
      readNo(reader)
      reader.take(wordSet('about of'))
      return inPlace('mentioned', reader.at)
    }
    reader.at = start
  }
  // "Nobody mentions fish", "they don't talk about fish".
  const isNobody =
    reader.take(wordSet('nobody noone')) ??
    reader.take('no', 'one') ??
    reader.take(wordSet('somebody someone they he she'))
  if (isNobody !== undefined) {
    reader.skip(auxiliaries)
    readNo(reader)
    if (readMention(reader)) {
      readNo(reader)
      return inPlace('mentioned', reader.at)
    }
    reader.at = start
  }
  return ofFile(reader, tokens, said) ?? ofGround(reader, said) ?? ofThing(reader, tokens, said, end)
}

/** "Not", "no", "never", "not any". */
function readNo(reader: WordReader): boolean {
  const start = reader.at
  reader.skip(wordSet('not no never'))
  return reader.at > start
}

function readMention(reader: WordReader): boolean {
  if (reader.take(mentions) !== undefined) {
    reader.take(wordSet('anything something nothing'), wordSet('about of'))
    return true
  }
  return reader.take(wordSet('talk talks talking speak speaks speaking'), wordSet('about of')) !== undefined
}

/** "The picture doesn't show a dog", "it has no dog", "this is not a dog". */
function ofFile(reader: WordReader, tokens: readonly Token[], said: Said): Claim | undefined {
  const start = reader.at
  const isAuxiliaryFirst = reader.take(auxiliaries) !== undefined
  const isDeniedFirst = isAuxiliaryFirst && reader.take('not') !== undefined
  const from = reader.at
  const isHeard = readFile(reader, tokens)
  const back = () => {
    reader.at = start
    return undefined
  }
  if (isHeard === undefined) return back()
  const fileEnd = reader.at
  const place = isPointed(reader.words.slice(from, fileEnd)) ? undefined : inDigits(said(from, fileEnd))
  const end = reader.words.length
  const isGot = isDeniedFirst && reader.take(wordSet('got')) !== undefined
  if (isGot) {
    const thing = thingSaid(reader.words, reader.at, withoutTail(reader.words, end), said)
    return thing === undefined ? back() : { kind: isHeard ? 'mentioned' : 'there', thing, place }
  }
  const copula = isAuxiliaryFirst ? undefined : reader.take(copulas)
  if (copula !== undefined) {
    readNo(reader)
    reader.take(wordSet('really actually'))
    const at = reader.at
    if (isFact(reader.words.slice(at)))
      return { kind: 'fact', thing: `${capital(copula)} ${said(from, fileEnd)} ${said(at, end)}?`, place }
    if (reader.take(wordSet('about of')) !== undefined) {
      const about = thingSaid(reader.words, reader.at, withoutTail(reader.words, end), said)
      return about === undefined ? back() : { kind: isHeard ? 'mentioned' : 'there', thing: about, place }
    }
    reader.take(wordSet('a an'), fileNouns, wordSet('of with showing'))
    if (!reader.sees(wordSet('a an'))) return back()
    const until = reader.at > at ? reader.at : at
    const thing = thingSaid(reader.words, until, withoutTail(reader.words, end), said)
    return thing === undefined ? back() : { kind: reader.at > at ? 'there' : 'is', thing, place }
  }
  const verbs = reader.at
  reader.skip(auxiliaries)
  const hasIt = reader.words.slice(verbs, reader.at).some((word) => /^(?:has|have)$/.test(word))
  const isDenied = readNo(reader) || isDeniedFirst
  reader.take('got')
  const isMentioned = readMention(reader)
  if (
    !isMentioned &&
    !hasIt &&
    reader.take(shows) === undefined &&
    reader.take('lack') === undefined &&
    reader.take('lacks') === undefined
  )
    return back()
  const isNone = readNo(reader) || isDenied
  // "Does it show a dog?" is plain as it is.
  if (isAuxiliaryFirst && !isNone) return back()
  const thing = thingSaid(reader.words, reader.at, withoutTail(reader.words, end), said)
  if (thing === undefined) return back()
  return { kind: isMentioned || isHeard ? 'mentioned' : 'there', thing, place }
}

/** What is known of files without looking at what they show. */
const isFact = (words: readonly string[]): boolean =>
  words.some((word) =>
    /^(?:seconds?|minutes?|pixels?|px|kb|kilobytes?|mb|megabytes?|bytes?|square|landscape|portrait|mono|stereo|png|jpe?gs?|wav|mp3|gif|webp|longer|shorter|larger|bigger|smaller|wider|taller)$/.test(
      word,
    ),
  )
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** "The background isn't red", "is the background not red?" */
function ofGround(reader: WordReader, said: Said): Claim | undefined {
  const start = reader.at
  const isFirst = reader.take(copulas) !== undefined
  const isDeniedFirst = isFirst && reader.take('not') !== undefined
  reader.skip(wordSet('the its this'))
  const isGround =
    reader.take('background', wordSet('color colour')) ?? reader.take(wordSet('background backdrop'))
  if (isGround !== undefined && reader.take('of') !== undefined && readFile(reader, []) === undefined)
    return undefined
  const isNext = isGround !== undefined && (isFirst || reader.take(copulas) !== undefined)
  const isDenied = isNext && (readNo(reader) || isDeniedFirst)
  const at = reader.at
  if (isNext && (!isFirst || isDenied) && reader.take(colours) !== undefined && reader.isDone)
    return { kind: 'ground', thing: said(at, at + 1).toLowerCase(), place: undefined }
  reader.at = start
  return undefined
}

/** "Fish isn't mentioned here", "a dog is not in the picture", "no flower in this one". */
function ofThing(reader: WordReader, tokens: readonly Token[], said: Said, end: number): Claim | undefined {
  const start = reader.at
  const isVerbless = reader.take('no') !== undefined
  const from = reader.at
  const at = reader.words.findIndex((word, place) => place > from && copulas.has(word))
  if (at < 0) {
    if (!isVerbless) return undefined
    const { thingEnd, place, isHeard } = placeAt(reader.words, tokens, from, said)
    const thing = thingSaid(reader.words, from, withoutTail(reader.words, thingEnd), said)
    reader.at = start
    return thing === undefined || thingEnd === end
      ? undefined
      : { kind: isHeard ? 'mentioned' : 'there', thing, place }
  }
  const thing = thingSaid(reader.words, from, at, said)
  const rest = new WordReader(reader.words, at + 1)
  readNo(rest)
  const how = rest.take(wordSet('mentioned said named shown seen visible present there pictured depicted'))
  const { thingEnd, place, isHeard } = placeAt(reader.words, tokens, rest.at - 1, said)
  const isPlaced = thingEnd < end
  if (thing === undefined || (how === undefined && !isPlaced)) return undefined
  if (withoutTail(reader.words, thingEnd) > rest.at) return undefined
  return {
    kind: isHeard || /^(?:mentioned|said|named)$/.test(how ?? '') ? 'mentioned' : 'there',
    thing,
    place,
  }
}

/** "Picture two" as "picture 2". */
const inDigits = (place: string): string =>
  place.replace(
    / (one|two|three|four|five)$/i,
    (_, word: string) => ` ${' one two three four five'.split(' ').indexOf(word.toLowerCase())}`,
  )
const isPointed = (words: readonly string[]): boolean =>
  /^(?:it|this|that|this one|that one|here)$/.test(words.join(' '))
const determiners = wordSet('the this that my our your')
const ordinals = wordSet('first second third fourth fifth last middle other')

/** One file: "the second picture", "it", "memo-02.wav". Whether it is heard; undefined, and nothing is passed: other words are next. */
function readFile(reader: WordReader, tokens: readonly Token[]): boolean | undefined {
  const start = reader.at
  if (tokens[reader.at]?.kind === 'file') {
    reader.at += 1
    return /\.(?:wav|mp3|flac|ogg|m4a)$/.test(reader.words[start] ?? '')
  }
  const isLed = reader.take(determiners)
  reader.take(ordinals)
  reader.take(wordSet('voice audio'))
  const noun = reader.take(fileNouns)
  if (noun !== undefined) reader.take(wordSet('1 2 3 4 5 6 7 8 9 one two three four five'))
  if (noun !== undefined && !noun.endsWith('s')) return recordingNouns.has(noun)
  reader.at = start
  if (isLed !== undefined && reader.take(wordSet('this that')) !== undefined) return false
  return reader.take('it') === undefined ? undefined : false
}

/** Where the thing ends, and the file behind "in" or "on". */
function placeAt(
  words: readonly string[],
  tokens: readonly Token[],
  from: number,
  said: Said,
): { thingEnd: number; place: string | undefined; isHeard: boolean } {
  const end = words.length
  for (let at = from + 1; at < end; at++) {
    if (words[at] === 'here' && at === end - 1) return { thingEnd: at, place: undefined, isHeard: false }
    if (!/^(?:in|on|at)$/.test(words[at] ?? '')) continue
    const place = new WordReader(words, at + 1)
    if (place.take(wordSet('here there')) !== undefined && place.isDone)
      return { thingEnd: at, place: undefined, isHeard: false }
    place.at = at + 1
    const isHeard = readFile(place, tokens)
    if (isHeard === undefined || withoutTail(words, end) > place.at) continue
    const isAtHand = isPointed(words.slice(at + 1, place.at))
    return { thingEnd: at, place: isAtHand ? undefined : said(at + 1, place.at), isHeard }
  }
  return { thingEnd: end, place: undefined, isHeard: false }
}

/** Words of more than a thing that is or is not there. */
const more = wordSet(
  `left right above below under over next between behind beside same other others more less fewer than most least else besides only just except and or nor
  with without that which who what how if when anything something nothing anyone everything two's in on at of is are to same different`,
)

function thingSaid(words: readonly string[], from: number, to: number, said: Said): string | undefined {
  const some = words.slice(from, to)
  if (
    some.length === 0 ||
    some.length > 5 ||
    some.some((word) => more.has(word) || /^[^\p{L}\p{N}]/u.test(word))
  )
    return undefined
  return said(from, to)
}
