import { isCommonThing } from '../../../../tools/text/common-things.js'
import { type Token, tokenize } from '../tokens.js'
import {
  type FilePhrase,
  fileNouns,
  filesSaid,
  type QuantifiedFiles,
  readFiles,
  readQuantified,
} from './file-phrase.js'
import { type FilePredicate, readPredicate, withoutTail } from './predicate.js'
import { WordReader, wordSet } from './word-reader.js'

/*
 * Questions about several files, of whatever thing: which, how many, all, any or none of them have it. They are read from left to
 * right: what is asked, of which files, and what is said of these. `ask-of-several.ts` reads those whose words are all known.
 */

const polite = wordSet('please so and now can could would will you then kindly')
const seeking = wordSet(
  'find list enumerate point pick select identify name show give tell single spot locate get return output report filter search highlight look',
)
const between = wordSet('me us out for to the file names name of just only all every any each that those one')
const marksTruth = wordSet('right correct true')

/** Such a question in the words that the rules know; undefined: it is none. */
export function fileQuestion(text: string): string | undefined {
  if (text.length > 200) return undefined
  const tokens = tokenize(text)
  const words = tokens.map(({ kind, text: said }) => (kind === 'quoted' ? '"' : said.toLowerCase()))
  const ends = words.findIndex((word) => /^[.?!;:]$/.test(word))
  const one = ends < 0 ? words.length : ends
  const reader = new WordReader(words)
  const said = (from: number, to: number): string => textOf(tokens, text, from, to)
  if (ends >= 0 && ends < words.length - 1) return pointed(words.slice(0, one), words.slice(one + 1), said)
  reader.skip(polite)
  return asked(reader, one, said) ?? sought(reader, one, said) ?? judged(reader, one, said)
}

type Said = (from: number, to: number) => string

const textOf = (tokens: readonly Token[], text: string, from: number, to: number): string => {
  const [first, last] = [tokens[from], tokens[to - 1]]
  return first && last && to > from ? text.slice(first.start, last.end) : ''
}

/** "Which of these show ...", "how many photos have ...", "in which image can you see ...", "of these, how many ...". */
function asked(reader: WordReader, end: number, said: Said): string | undefined {
  const start = reader.at
  const excepted = readException(reader)
  reader.take('out')
  const outer = reader.take(wordSet('of among from in on')) === undefined ? undefined : readFiles(reader)
  if (!outer && !excepted) reader.at = start
  reader.take(',')
  reader.take(wordSet('in on'))
  const how = reader.take('how', 'many') ?? reader.take(wordSet('which what'))
  if (how === undefined) {
    reader.at = start
    return undefined
  }
  reader.take('out')
  const own = readWhich(reader)
  const files = own ?? outer ?? (excepted === undefined ? undefined : { noun: 'files', isHeard: false })
  skipOpinion(reader)
  const predicate = files && readPredicate(reader, end)
  if (!files || !predicate) {
    reader.at = start
    return undefined
  }
  const but = excepted === undefined ? '' : ` but no ${excepted}`
  return sayAsked(
    how === 'many' ? 'How many' : 'Which',
    files,
    predicate,
    `${thingsOf(files, predicate, said)}${but}`,
  )
}

/** "Which would you say", "which do you think". */
function skipOpinion(reader: WordReader): void {
  const start = reader.at
  const isAsked = reader.take(wordSet('would do'), 'you') !== undefined
  if (!isAsked || reader.take(wordSet('say think believe reckon')) === undefined) reader.at = start
}

/** "Apart from the fish picture": the thing of the files that are left out. */
function readException(reader: WordReader): string | undefined {
  const start = reader.at
  const leads =
    reader.take(wordSet('apart aside'), 'from') ??
    reader.take('except', 'for') ??
    reader.take('other', 'than') ??
    reader.take(wordSet('besides ignoring'))
  if (leads !== undefined) {
    reader.skip(wordSet('the my that a picture photo image recording memo of with showing'))
    const thing = reader.next
    if (thing !== undefined && isCommonThing(thing)) {
      reader.at += 1
      reader.take(fileNouns)
      reader.take(',')
      return thing
    }
  }
  reader.at = start
  return undefined
}

/** "Which of these pictures", "which two photos", "which is the image", "which one is it". */
function readWhich(reader: WordReader): FilePhrase | undefined {
  reader.take(wordSet('one ones two three four'), 'of')
  reader.take('one', 'is')
  reader.take(wordSet('is are'), wordSet('the my'))
  const files = readFiles(reader)
  reader.take(wordSet('is are'), 'it', 'that')
  reader.take(wordSet('is are'), 'there')
  reader.take('here')
  return files
}

/** "Find the pictures that show ...", "the number of photos without ...", "all images featuring ...". */
function sought(reader: WordReader, end: number, said: Said): string | undefined {
  const start = reader.at
  const counts = reader.find(wordSet('number count'), 'of')
  const isCount = counts >= 0 && counts - start < 5 && reader.words.slice(start, counts).every(leadsToCount)
  const needs =
    reader.take('i', wordSet('need want')) ??
    reader.take('i', 'am', 'looking') ??
    reader.take("i'm", 'looking')
  if (isCount) reader.at = counts + 2
  else if (needs === undefined && reader.take(seeking) === undefined) return undefined
  reader.skip(between)
  // "That one", "all of the ones": the last of these words is the noun.
  if (!reader.sees(fileNouns)) reader.at -= 1
  const files = readFiles(reader)
  const predicate = files && readPredicate(reader, end)
  if (!files || !predicate) {
    reader.at = start
    return undefined
  }
  return sayAsked(isCount ? 'How many' : 'Which', files, predicate, thingsOf(files, predicate, said))
}

/** Of one file that shows a penguin and a crown, both are meant. */
function thingsOf({ isOne = false }: FilePhrase, predicate: FilePredicate, said: Said): string {
  const thing = thingOf(predicate, said)
  return isOne && !predicate.isDenied && / and (?!no\b)/.test(thing) && !/^both\b/.test(thing)
    ? `both ${thing}`
    : thing
}

function sayAsked(
  how: 'Which' | 'How many',
  files: FilePhrase,
  predicate: FilePredicate,
  thing: string,
): string {
  const of = how === 'Which' && files.places === undefined ? '' : ' of the'
  const isHeard = predicate.verb === 'mention'
  return `${how}${of} ${filesSaid(files, isHeard)} ${verbOf(predicate, files)} ${thing}?`
}

const leadsToCount = (word: string): boolean =>
  /^(?:what|is|'s|tell|me|give|state|determine|find|say|report|the)$/.test(word)

/** "Name it.", "Find that one." */
const namesIt =
  /^(?:please )?(?:can you )?(?:name|find|point|pick|show|tell|give|identify)(?: me)?(?: out)? (?:it|that one|that|its name|the name)(?: out)?(?: please)?(?: [.?!])?$/

/** "One of the pictures has a piano. Which?", "somebody speaks of clocks in one of the recordings. Which one?" */
function pointed(first: readonly string[], rest: readonly string[], said: Said): string | undefined {
  const isWhich = rest.slice(0, 5).includes('which') || namesIt.test(rest.join(' '))
  if (rest.length > 7 || !isWhich) return undefined
  const reader = new WordReader(first)
  const outer = reader.take(wordSet('of among')) === undefined ? undefined : readFiles(reader)
  reader.take(',')
  if (outer) reader.take('there', 'is')
  reader.skip(wordSet('just only exactly'))
  if (outer && reader.take('one')) {
    const predicate = readPredicate(reader)
    return predicate ? sayAsked('Which', outer, predicate, thingOf(predicate, said)) : undefined
  }
  if (reader.take('one', 'of')) {
    const files = readFiles(reader)
    const predicate = files && readPredicate(reader)
    return files && predicate
      ? `Which of the ${files.noun} ${verbOf(predicate, files)} ${thingOf(predicate, said)}?`
      : undefined
  }
  const at = reader.find('one', 'of')
  if (at < 0) return undefined
  const phrase = new WordReader(first, at + 2)
  const files = readFiles(phrase)
  let end = at
  while (/^(?:in|on|just|only|exactly|is|are|hidden|shown)$/.test(first[end - 1] ?? '')) end -= 1
  const predicate = files && phrase.isDone ? readPredicate(reader, end) : undefined
  return files && predicate
    ? `Which of the ${files.noun} ${verbOf(predicate, files)} ${thingOf(predicate, said)}?`
    : undefined
}

const thingOf = ({ start, end, isDenied, thing = '' }: FilePredicate, said: Said): string => {
  // "Two things" are all that there is, where "two cats" leave room for others.
  const named = (thing || said(start, end)).replace(
    /^(?=(?:one|two|three|four|five) (?:different )?(?:things|objects|items)$)/i,
    'exactly ',
  )
  return isDenied ? named.replace(/^(?:an?|any|the) /i, '') : named
}

const verbOf = ({ verb, isDenied }: FilePredicate, { isHeard }: FilePhrase): string =>
  `${verb ?? (isHeard ? 'mention' : 'show')}${isDenied ? ' no' : ''}`

/** "Have all three got a dog in them?", "is a dog in any of these?", "every photo has a dog, right?" */
function judged(reader: WordReader, end: number, said: Said): string | undefined {
  const start = reader.at
  const back = () => {
    reader.at = start
    return undefined
  }
  const isStated = readTruth(reader)
  if (!isStated && reader.take(wordSet('have has'))) {
    const of = readQuantified(reader)
    reader.take('got')
    const thing = of && {
      verb: 'show' as const,
      isDenied: false,
      start: reader.at,
      end: withoutTail(reader.words, end),
    }
    return thing && thing.end > thing.start ? doAll(of, thing, said) : back()
  }
  if (!isStated && reader.take(wordSet('is are can'))) {
    const own = readQuantified(reader)
    if (own) {
      // "Is any of them a picture of a dog?"
      reader.skip(wordSet('a an the'))
      if (reader.take(fileNouns, wordSet('of with showing')) === undefined) return back()
      return doAll(own, { verb: undefined, isDenied: false, start: reader.at, end }, said)
    }
    reader.take('there')
    return located(reader, end, said) ?? back()
  }
  const some = isStated ? undefined : readSome(reader)
  if (some) {
    const predicate = readPredicate(reader, end)
    return predicate ? doAll(some, predicate, said) : back()
  }
  const of = readQuantified(reader)
  if (!of) return back()
  const isAsked = reader.words[end] === '?'
  const tag = reader.find(',')
  const isTagged = tag > 0 && reader.words.slice(tag + 1, end).some((word) => marksTruth.has(word))
  const predicate = readPredicate(reader, isTagged ? tag : end)
  return predicate && isAsked ? `Is it true: ${lower(doAll(of, predicate, said))}` : back()
}

/** "Do the first two both", "does the last two pictures": of some that their places name, all are asked about. */
function readSome(reader: WordReader): QuantifiedFiles | undefined {
  const start = reader.at
  const files = reader.take(wordSet('do does did')) === undefined ? undefined : readFiles(reader)
  if (files?.places !== undefined) {
    reader.skip(wordSet('both all each'))
    return { said: 'all', files }
  }
  reader.at = start
  return undefined
}

/** "Is it true that", "true or false:". */
function readTruth(reader: WordReader): boolean {
  if (reader.take(wordSet('is'), wordSet('it that'), wordSet('true right correct so'))) {
    reader.take('that')
    return true
  }
  return reader.take('true', 'or', 'false') !== undefined || reader.take('yes', 'or', 'no') !== undefined
}

/** A thing, and behind "in" or "on" the files: "a dog in any of these". */
function located(reader: WordReader, end: number, said: Said): string | undefined {
  const start = reader.at
  for (let at = start + 1; at < end; at++) {
    if (!/^(?:in|on)$/.test(reader.words[at] ?? '')) continue
    const place = new WordReader(reader.words.slice(0, end), at + 1)
    const of = readQuantified(place)
    if (!of || !place.isDone) continue
    const until = withoutTail(reader.words, at)
    const isThing = until > start && !reader.words.slice(start, until).includes('same')
    return isThing ? doAll(of, { verb: undefined, isDenied: false, start, end: until }, said) : undefined
  }
  return undefined
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

const doAll = ({ said: how, files }: QuantifiedFiles, predicate: FilePredicate, said: Said): string =>
  `Do ${/^(?:every|each)$/.test(how) ? 'all' : how} of the ${filesSaid(files, predicate.verb === 'mention')} ${verbOf(predicate, files)} ${thingOf(predicate, said)}?`
