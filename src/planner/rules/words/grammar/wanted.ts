import { tokenize } from '../tokens.js'
import { type FilePhrase, readFiles } from './file-phrase.js'
import { type FilePredicate, readPredicate } from './predicate.js'
import { WordReader, wordSet } from './word-reader.js'

/*
 * Which file is to be taken, or thrown away, for what somebody wants: "if I need a picture with fruit, which one should I take?", "which
 * should I delete if I only want to keep pictures with a dog?"
 */

const taking = wordSet('take use choose pick open send select keep need want look print')
const dropping = wordSet('delete remove discard drop exclude skip throw bin')
const wanting = wordSet('want wanted need needed keep like require prefer')
const leads = wordSet('if when suppose say because as since so and assuming that')

/** Such a question in the words that the rules know; undefined: it is none. */
export function wantedFile(text: string): string | undefined {
  if (text.length > 200 || !/\bwhich\b/i.test(text) || !/\b(?:i|we)\b/i.test(text)) return undefined
  const tokens = tokenize(text)
  const words = tokens.map(({ text: said }) => said.toLowerCase())
  const end = words.at(-1) === '?' || words.at(-1) === '.' ? words.length - 1 : words.length
  const which = words.indexOf('which')
  const cut = words.findIndex((word, at) => at > 0 && at < end && /^(?:[,.;]|if|when)$/.test(word))
  if (cut < 0) return undefined
  const isFirst = which < cut
  const behind = /^[,.;]$/.test(words[cut] ?? '') ? cut + 1 : cut
  const isDropped = readAsked(new WordReader(words, which), isFirst ? cut : end)
  if (isDropped === undefined) return undefined
  const wish = isFirst ? readWish(new WordReader(words, behind), end) : readWish(new WordReader(words), cut)
  const [first, last] = wish ? [tokens[wish.predicate.start], tokens[wish.predicate.end - 1]] : []
  if (!wish || !first || !last) return undefined
  const { files, predicate } = wish
  const thing = predicate.thing ?? text.slice(first.start, last.end)
  const isNone = predicate.isDenied !== isDropped
  const verb = predicate.verb ?? (files.isHeard ? 'mention' : 'show')
  return `Which ${files.noun} ${verb}${isNone ? ` no ${thing.replace(/^(?:an?|any) /i, '')}` : ` ${thing}`}?`
}

/** "Which one should I take": whether it is thrown away. Undefined: something else is asked. */
function readAsked(reader: WordReader, end: number): boolean | undefined {
  if (reader.take('which') === undefined) return undefined
  reader.take('of')
  readFiles(reader)
  reader.skip(
    wordSet('one ones should would could can do must shall may might to i we you be am is are best'),
  )
  const verb = reader.next ?? ''
  if (!taking.has(verb) && !dropping.has(verb)) return undefined
  reader.at += 1
  reader.skip(wordSet('at out away then for that this it'))
  return reader.at >= end ? dropping.has(verb) : undefined
}

/** "If I want a picture with fruit": the files, and what is said of them. */
function readWish(
  reader: WordReader,
  end: number,
): { files: FilePhrase; predicate: FilePredicate } | undefined {
  reader.skip(leads)
  if (reader.take(wordSet('i we')) === undefined) return undefined
  reader.skip(wordSet("only just really would 'd am were was"))
  if (reader.take(wanting) === undefined && reader.take('looking', 'for') === undefined) return undefined
  reader.skip(wordSet('to keep have use show only just a an some one'))
  const files = readFiles(reader)
  const predicate = files && readPredicate(reader, end)
  return predicate && { files, predicate }
}
