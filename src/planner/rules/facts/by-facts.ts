import { cued } from '../../../core/patterns/cued.js'
import { formatList } from '../../../core/text.js'
import type { Media, Modality } from '../../../media/media.js'
import { sizeOf } from '../../../tools/words.js'
import { ownOrderIn } from '../orders/told-order.js'
import { type MentionScope, mentionsIn, namesByModality } from '../reading/mentions.js'
import { type FactMeasure, factOrderIn, measureFile } from '../reading/order.js'
import { nounMeanings } from '../words/nouns.js'
import { stemOf } from '../words/stem.js'
import { tokenize } from '../words/tokens.js'
import { type FactTest, factTestIn } from './fact-test.js'
import { compareTwo } from './known-comparisons.js'
import { isSizeOnDisk } from './size-meant.js'
import { superlativesAsked, withSuperlatives } from './superlatives.js'

/** A request after what is known of its files by themselves was put into it. */
export interface Settled {
  /** With references in place of "the longest recording"; without the sentences that are answered. */
  text: string
  /** Answers that need no step. */
  known: string[]
}

type AllMedia = Readonly<Record<string, Media>>

/** Characters of a request that is read so. */
const mostRead = 600
const noun =
  '(?:(?:picture|photo|image|sound) files?|pictures?|photos?|photographs?|images?|recordings?|memos?|clips?|audio(?: files?| recordings?)?|files?|ones?)'

/**
 * Answers what is asked of sizes, lengths and formats, and puts files in place of words that choose them by these:
 * "the longest recording", "only the pictures wider than 400 pixels".
 */
export function settleByFacts(text: string, media: AllMedia): Settled {
  if (text.length > mostRead || Object.keys(media).length === 0) return { text, known: [] }
  const known: string[] = []
  const enough = withinLimit(text, media)
  if (enough !== undefined) return { text: '', known: [enough] }
  const left = asOneQuestion(text)
    .split(/(?<=[.?!;])\s+/)
    .map((sentence) => {
      const listed = listInOrder(sentence, media) ?? listSuperlatives(sentence, media)
      if (listed) {
        known.push(listed)
        return ''
      }
      const chosen = withSuperlatives(sentence, (noun) => namesOf(noun, media), media)
      const test = factTestIn(chosen)
      if (
        !test ||
        /\b(?:if|unless|when|whenever|provided|case|long as|assuming|supposing|should)\b/i.test(
          chosen.slice(0, test.start),
        )
      )
        return chosen
      const answer = answerQuestion(chosen, test, media)
      if (answer === undefined) return withChosen(chosen, test, media, known)
      known.push(answer)
      return ''
    })
  const settled = left.filter(Boolean).join(' ')
  const isChanged = settled !== text.split(/(?<=[.?!;])\s+/).join(' ')
  return { text: isChanged ? settled : text, known }
}

const toldThenAsked = cued(
  'one of ',
  /^(?:i (?:know|think|believe) (?:that )?)?(?:only |just |exactly )*one of ((?:these|those|them|the|my)\b[^.?!,]{0,30}?) ((?:is|has|lasts|runs|takes)\b[^.?!,]{2,60})[.!;:,–-]+ *(?:but |so |and )*(?:which|what)(?: one| file)?(?: of them)?(?: is it| is that)? ?\?$/i,
)

/** "Only one of these is a JPEG. Which?" as one question, where a fact tells them apart. */
function asOneQuestion(text: string): string {
  const [, files = '', is = ''] = toldThenAsked.exec(text.trim()) ?? []
  return factTestIn(is) ? `Which of ${files} ${is}?` : text
}

const limit = cued(
  'sec|minute|pixel|px|byte|kb|mb',
  /\b(?:at most|up to|no(?:t| )?(?: more| larger| bigger| longer)? than|max(?:imum)?(?: size| length)?(?: of| is)?|limit(?:ed)?(?: is| of| to)?|under|below|less than|at least|min(?:imum)?(?: size| length)?(?: of| is)?|more than) (?=[\d\w.,]+ ?(?:seconds?|secs?|minutes?|pixels?|px|bytes?|kb|kilobytes?|mb|megabytes?)\b)/i,
)
const fitting =
  /\b(?:is|are|will|would|does|do|can) (?:it|this|that|they|these|the \w+|mine|my \w+)(?: be)?(?: still)? (?:(?:small|short|big|large|long|light|good) enough|(too (?:big|large|long|heavy|small|short))|fit|work|ok(?:ay)?|fine|within (?:the|that|this)|(over|above|beyond) (?:the|that|this))\b[^?]*\?/i

/** "The site takes at most 100 kB. Is it small enough?": yes or no, for each file. */
function withinLimit(text: string, media: AllMedia): string | undefined {
  const bound = limit.exec(text)
  const asked = bound && fitting.exec(text)
  if (!bound || !asked) return undefined
  const isLeast = /^(?:at least|min|more)/i.test(bound[0])
  const amount = text.slice(bound.index + bound[0].length)
  const test = factTestIn(
    `${isLeast ? 'at least' : 'at most'} ${amount.replace(/^(\d+(?:[.,]\d+)?)(?=[a-z])/i, '$1 ')}`,
  )
  if (!test) return undefined
  const isTooMuch = (asked[1] ?? asked[2]) !== undefined
  return (
    Object.entries(media)
      .flatMap(([name, item]) => {
        const holds = test.holds(item)
        return holds === undefined
          ? []
          : [`${holds === isTooMuch ? 'No' : 'Yes'}: ${sayFile(name, item, test)}.`]
      })
      .join('\n') || undefined
  )
}

/** The files that a noun speaks of. */
function namesOf(word: string, media: AllMedia): string[] {
  const kinds = nounMeanings.get(
    stemOf(
      word
        .replace(/ files?$/i, '')
        .split(' ')
        .at(-1) ?? '',
    ),
  )
  const isAny = /^(?:files?|ones?|them|these|those)$/i.test(word)
  const modality: Modality | undefined =
    /^audio/i.test(word) || /^clip/i.test(word) ? 'audio' : isAny ? undefined : kinds?.[0]
  return Object.keys(media).filter((name) => modality === undefined || media[name]?.modality === modality)
}

const asks =
  /^(?:(?:and|so|but|please|tell me|say|list|name|can you tell me|could you tell me),? )*(which|what|how many|are|is|do|does|have|has|(?:could|can|would|might|will)(?! (?:you|we|i)\b))\b/i

/** The answer to a question of facts. Undefined: the sentence asks for something else. */
function answerQuestion(sentence: string, test: FactTest, media: AllMedia): string | undefined {
  const isNumber =
    /^(?:please )?(?:what(?:'s|’s| is) |tell me |give me )?the (?:total )?(?:number|count) of\b/i.test(
      sentence,
    )
  const question = isNumber ? 'how many' : asks.exec(sentence)?.[1]?.toLowerCase()
  const isList =
    /^(?:please )?(?:list|name|count|find|show me|give me|tell me) (?:all |only |just |me )*(?:the |of )*/i.test(
      sentence,
    )
  if (question === undefined && !isList) return undefined
  if (/\b(?:say|says|said|describe|mention|mentions|transcribe|contain|see|about)\b/i.test(sentence))
    return undefined
  const { names, isNamed } = meantBy(sentence, test, media)
  const tested = names.flatMap((name) => {
    const item = media[name]
    const holds = item && test.holds(item)
    return item && holds !== undefined
      ? [{ said: sayFile(name, item, test), name: item.name ?? name, holds }]
      : []
  })
  if (tested.length === 0) return undefined
  const right = tested.filter(({ holds }) => holds)
  const list = right.length > 0 ? formatList(right.map(({ said }) => said)) : ''
  if (question === 'which' || question === 'what' || (isList && !/^(?:please )?count/i.test(sentence)))
    return right.length > 0 ? `${list}.` : `None: ${formatList(tested.map(({ said }) => said))}.`
  if (question === 'how many' || isList)
    return `${right.length} of ${tested.length}${right.length > 0 ? `: ${list}` : ''}.`
  const all = `${formatList(tested.map(({ said }) => said))}.`
  // "Longer or shorter than two seconds" is a choice of two.
  const choice = /\b(\w+er)(?: than)? or (?:is it |are they )?$/i.exec(sentence.slice(0, test.start))?.[1]
  const other = /^\w+er\b/i.exec(test.said)?.[0]
  if (choice !== undefined && other !== undefined)
    return tested
      .map(({ said, holds }) => {
        const word = (holds ? other : choice).toLowerCase()
        return `${(word[0] ?? '').toUpperCase()}${word.slice(1)}: ${said}.`
      })
      .join('\n')
  if (/\b(?:none|neither)\b/i.test(sentence)) return right.length === 0 ? `Yes, none: ${all}` : `No: ${list}.`
  const isAny = /\b(?:any|some|either|at least one|one of)\b/i.test(sentence) && !isNamed
  const holds = isAny ? right.length > 0 : right.length === tested.length
  return `${holds ? 'Yes' : 'No'}: ${isAny && holds ? `${list}.` : all}`
}

/** Whether a condition of facts holds of the files that it names, with what that rests on. Undefined: it is of something else. */
export function weighFacts(condition: string, media: AllMedia): { holds: boolean; said: string } | undefined {
  const compared =
    /\b(longer|shorter|bigger|larger|smaller|wider|narrower|taller|higher) than\b(?! (?:\d|an? |one |two |three |four |five |six |seven |eight |nine |ten ))/i.exec(
      condition,
    )
  const scope: MentionScope = {
    media: namesByModality(media),
    newestOnly: false,
    spokenOf: [],
    aliases: new Map(),
  }
  if (compared) {
    const names = mentionsIn(tokenize(condition, media), scope).flatMap((one) =>
      one.kind === 'media' && one.isNamed ? one.names : [],
    )
    const said = compareTwo((compared[1] ?? '').toLowerCase(), condition, { names, media })
    return said === undefined
      ? undefined
      : { holds: said.startsWith('Yes'), said: said.replace(/^\w+: /, '') }
  }
  const test = factTestIn(condition)
  if (!test) return undefined
  const { names } = meantBy(condition, test, media)
  const tested = names.flatMap((name) => {
    const item = media[name]
    const holds = item && test.holds(item)
    return item && holds !== undefined ? [{ holds, said: sayFile(name, item, test) }] : []
  })
  if (tested.length === 0) return undefined
  const isAny = /\b(?:any|some|either|at least one|one of)\b/i.test(condition)
  const right = tested.filter(({ holds }) => holds).length
  const isNone = /\b(?:none|neither)\b/i.test(condition)
  return {
    holds: isNone ? right === 0 : isAny ? right > 0 : right === tested.length,
    said: `${formatList(tested.map(({ said }) => said))}.`,
  }
}

/** The files that the words of a question are about: those that are named, else all of the kind. */
function meantBy(
  sentence: string,
  { start, end }: FactTest,
  media: AllMedia,
): { names: string[]; isNamed: boolean } {
  const scope: MentionScope = {
    media: namesByModality(media),
    newestOnly: false,
    spokenOf: [],
    aliases: new Map(),
  }
  const found = mentionsIn(
    tokenize(`${sentence.slice(0, start)} ${sentence.slice(end)}`, media),
    scope,
  ).flatMap((one) => (one.kind === 'media' && !one.isExcluded ? [one] : []))
  const named = found.filter(({ isNamed }) => isNamed)
  const some = named.length > 0 ? named : found.filter(({ word }) => !/^(?:file|on)/.test(word))
  const names = some.flatMap((one) => one.names)
  return {
    names: names.length > 0 ? [...new Set(names)] : Object.keys(media),
    isNamed: named.length > 0,
  }
}

function sayFile(name: string, item: Media, { said }: FactTest): string {
  const { durationSeconds } = item.facts
  const fact = /\b(?:bytes?|kb|kilobytes?|mb|megabytes?)\b/i.test(said)
    ? `${Math.round(item.bytes / 1000)} kB`
    : /\b(?:png|jpe?gs?|gif|webp|bmp|tiff?|wave?|mp3|flac|ogg|m4a)s?\b/i.test(said)
      ? item.mimeType
      : /\b(?:mono|stereo)\b/i.test(said)
        ? `${item.facts.channels} channel${item.facts.channels === 1 ? '' : 's'}`
        : durationSeconds === undefined
          ? sizeOf(item)
          : `${durationSeconds.toFixed(2)} seconds`
  return `${item.name ?? name} (${fact})`
}

/** With references in place of "the recordings that are longer than two seconds". Where there is none, that is said. */
function withChosen(sentence: string, test: FactTest, media: AllMedia, known: string[]): string {
  const before = new RegExp(
    `(?:only |just )?(?:(?:the|those|these|all|any|every|each|my) )*(${noun}),? ?(?:(?:that|which) )?(?:(?:is|are) )?$`,
    'i',
  ).exec(sentence.slice(0, test.start))
  const after = new RegExp(`^ ?(${noun})\\b`, 'i').exec(sentence.slice(test.end))
  const lead = /(?:only |just )?(?:(?:the|those|these|all|any|every|each|my) )*$/i.exec(
    sentence.slice(0, test.start),
  )
  const word = before?.[1] ?? after?.[1]
  if (word === undefined) return sentence
  const names = namesOf(word, media).filter((name) => media[name] && test.holds(media[name]))
  const from = before ? before.index : (lead?.index ?? test.start)
  const until = test.end + (before ? 0 : (after?.[0].length ?? 0))
  if (names.length === 0) {
    known.push(`None of the files is what the words say (${test.said}).`)
    return ''
  }
  // "The pictures that are smaller than 400 pixels and show a dog": what else is said of them.
  const rest = sentence
    .slice(until)
    .replace(
      /^,? (?:and|but) (?:that |which )?(?=(?:shows?|contains?|mentions?|has|have|depicts?)\b)/i,
      ' that ',
    )
  return `${sentence.slice(0, from)}${formatList(names.map((name) => `$${name}`))}${rest}`
}

const listing = cued(
  'list|sort|order|rank|arrange|put|name|enumerate|give me|show me',
  new RegExp(
    `^(?:please )?(?:list|sort|order|rank|arrange|put|name|enumerate|give me|show me) (?:me )?(?:(?:all|the|these|those|my|names of|of) )*(${noun}|them|these|those)(?: names| all)?,? \\(?(?:by|in|from|according|the |starting|beginning|longest|shortest|largest|biggest|smallest|widest|tallest|sorted|ordered)`,
    'i',
  ),
)

/** "Sort the shortest recording first", "sort by length, longest first": of what is said elsewhere, or nowhere. */
const sorting = cued(
  'sort|order|rank|arrange|list',
  new RegExp(
    `^(?:please )?(?:sort|order|rank|arrange|list)(?: (?:it|them|all|everything))?(?: (?:the )?\\w+(?:er|est) (${noun}) first| (?:by|from) )`,
    'i',
  ),
)

/** "List the recordings by length, longest first": the files in their order, with what it rests on. */
function listInOrder(sentence: string, media: AllMedia): string | undefined {
  const byName = listByName(sentence, media)
  if (byName !== undefined) return byName
  const asked = listing.exec(sentence) ?? sorting.exec(sentence)
  if (!asked || /\b(?:describ|transcri|caption|what)/i.test(sentence)) return undefined
  const names = namesOf(asked[1] ?? 'files', media)
  const order = factOrderIn(
    sentence,
    names.flatMap((name) => media[name] ?? []),
  )
  if (!order) return undefined
  const measured = names.flatMap((name) => {
    const item = media[name]
    const value = item && measureFile(item, order.by)
    return item && value !== undefined ? [{ name, item, value }] : []
  })
  if (measured.length < 2) return undefined
  measured.sort((a, b) => (order.isDescending ? b.value - a.value : a.value - b.value))
  return sayInOrder(
    measured.map(({ name }) => name),
    order.by,
    media,
  )
}

/** "Sort the file names in reverse alphabetical order". */
function listByName(sentence: string, media: AllMedia): string | undefined {
  const order = ownOrderIn(sentence)
  if (
    order?.by !== 'name' ||
    !/\b(?:sort|order|rank|arrange|list|put|give|show|name|enumerate|alphabeti\w+)\b/i.test(sentence)
  )
    return undefined
  const noun = /\b(recording|memo|clip|picture|photo|image)s?\b/i.exec(sentence)?.[1] ?? 'files'
  const names = namesOf(noun, media).map((name) => media[name]?.name ?? name)
  if (names.length < 2) return undefined
  names.sort((a, b) => (order.isDescending ? -1 : 1) * a.localeCompare(b, 'en', { numeric: true }))
  return names.map((name, at) => `${at + 1}. ${name}`).join('\n')
}

/** "List the two longest recordings", "which is the second largest picture?" */
function listSuperlatives(sentence: string, media: AllMedia): string | undefined {
  const names = superlativesAsked(sentence, (noun) => namesOf(noun, media), media)
  const isOfSize = /\b(?:larg|bigg|small|tini)est\b/i.test(sentence)
  const by = isOfSize && isSizeOnDisk(sentence) ? 'bytes' : 'size'
  return names.length === 0 ? undefined : sayInOrder(names, by, media)
}

/** Files in an order, a line each, with the fact that it rests on. */
function sayInOrder(names: readonly string[], by: FactMeasure, media: AllMedia): string {
  return names
    .flatMap((name, at) => {
      const item = media[name]
      if (!item) return []
      const { durationSeconds } = item.facts
      const fact =
        by === 'bytes'
          ? `${Math.round(item.bytes / 1000)} kB`
          : durationSeconds === undefined
            ? sizeOf(item)
            : `${durationSeconds.toFixed(2)} seconds`
      return [
        `${names.length > 1 ? `${at + 1}. ` : ''}${item.name ?? name} (${fact})${names.length > 1 ? '' : '.'}`,
      ]
    })
    .join('\n')
}
