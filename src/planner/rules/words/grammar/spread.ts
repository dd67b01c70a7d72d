import { withArticle } from '../../../../core/text.js'
import { commonThingsIn, thingsOfKind } from '../../../../tools/text/common-things.js'
import { tokenize } from '../tokens.js'
import { readFiles, readQuantified, recordingNouns } from './file-phrase.js'
import { WordReader, wordSet } from './word-reader.js'

/** How far something is spread over files: in all, some or none, or the same in all. Undefined: something else is asked. */
export function spreadOver(text: string): string | undefined {
  if (text.length > 200 || !/\b(?:some|same|identical|common|share|colou?rs)\b/i.test(text)) return undefined
  const words = tokenize(text).map(({ kind, text: said }) => (kind === 'quoted' ? '"' : said.toLowerCase()))
  const end = words.findIndex((word) => /^[.?!;:]$/.test(word))
  if (end >= 0 && end < words.length - 1) return undefined
  const sentence = end < 0 ? words : words.slice(0, end)
  return howShared(sentence) ?? coloursCounted(new WordReader(sentence)) ?? sameIn(new WordReader(sentence))
}

/** "In all of them, in some, or in none?": how far a thing is spread over the files. */
function howShared(words: readonly string[]): string | undefined {
  const at = ['all every both each', 'some', 'none neither no'].map((some) =>
    words.findIndex((word) => wordSet(some).has(word)),
  )
  const [things, isOr] = [[...new Set(commonThingsIn(words.join(' ')))], words.includes('or')]
  const [thing] = things
  if (at.some((place) => place < 0) || !isOr || thing === undefined || things.length > 1) return undefined
  const isHeard = words.some((word) => recordingNouns.has(word) || /^(?:mention|said|say|talk)/.test(word))
  return `Do all, some or none of the ${isHeard ? 'recordings mention' : 'pictures show'} ${withArticle(thing)}?`
}

/** "How many colours of background are there?", "how many different background colours appear here?" */
function coloursCounted(reader: WordReader): string | undefined {
  reader.skip(wordSet('and so please tell me can you say'))
  const isCount = reader.take('how', 'many') ?? reader.take('count', 'the') ?? reader.take('number', 'of')
  if (isCount === undefined) return undefined
  reader.skip(wordSet('different distinct kinds of background'))
  if (reader.take(wordSet('colours colors')) === undefined) return undefined
  reader.skip(
    wordSet(
      'of for in as background backgrounds the are is there do does have has appear appears used occur you see can here these those them pictures photos images all altogether show on',
    ),
  )
  return reader.isDone ? 'How many different background colours are in the pictures?' : undefined
}

/** "Have all three the same background colour?", "whether both show the same animal". */
function sameIn(reader: WordReader): string | undefined {
  reader.skip(
    wordSet(
      'so and please can could would you kindly tell me us say check see know whether if do does have has are is',
    ),
  )
  const start = reader.at
  const isIdentity = /^(?:is|are)$/.test(reader.words[reader.at - 1] ?? '')
  const isPair = readPair(reader)
  const quantified = isPair ? undefined : readQuantified(reader)
  const of = quantified?.files ?? readFiles(reader)
  const isThem = of !== undefined || reader.take(wordSet('they')) !== undefined
  const isBacked = !isThem && reader.at === start && readGround(reader)
  if (!isThem && !isBacked) return undefined
  // "The backgrounds of both photos".
  if (
    isBacked &&
    reader.take(wordSet('of in on')) !== undefined &&
    !readQuantified(reader) &&
    !readFiles(reader)
  )
    return undefined
  const from = reader.at
  reader.skip(
    wordSet('all both have has share got show shows contain depict are is in on against of them taken a an'),
  )
  reader.skip(wordSet('exactly the very'))
  const isSame = reader.take(wordSet('same identical common')) ?? reader.take('one', 'and', 'the', 'same')
  // "Do these share a background colour?"
  const isShared = reader.words.slice(from, reader.at).includes('share') && reader.sees(grounds)
  if (isSame === undefined && !isShared) return undefined
  if (isBacked) {
    reader.take(wordSet('colour color'))
    reader.take(wordSet('in on for everywhere'))
    if (!reader.isDone && !readQuantified(reader) && !readFiles(reader)) return undefined
    return 'Do the pictures show the same background colour?'
  }
  reader.take(wordSet('kind sort'), 'of')
  const what = reader.next
  reader.at += 1
  reader.take(wordSet('colour color'))
  reader.skip(wordSet('in on as the background for colour color'))
  if (!reader.isDone || what === undefined) return undefined
  const some = isPair
    ? 'some of the pictures'
    : of?.places !== undefined
      ? `the ${of.places} pictures`
      : 'the pictures'
  if (/^(?:backgrounds?|backdrops?|colou?rs?)$/.test(what))
    return `Do ${some} show the same background colour?`
  // "Are these the same animal?" asks whether it is one.
  if (isIdentity) return undefined
  return thingsOfKind(what) || /^(?:thing|object)s?$/.test(what)
    ? `Do ${some} show the same ${what}?`
    : undefined
}

const grounds = wordSet('background backgrounds backdrop')

/** "Any two of", "at least two of". */
function readPair(reader: WordReader): boolean {
  const start = reader.at
  reader.take('at', 'least')
  reader.take(wordSet('any some'))
  if (reader.at > start && reader.take('two') !== undefined && reader.take('of') !== undefined) return true
  reader.at = start
  return false
}

/** "The background", "the background colour". */
function readGround(reader: WordReader): boolean {
  const start = reader.at
  reader.skip(wordSet('the their'))
  if (reader.take(grounds) === undefined) {
    reader.at = start
    return false
  }
  reader.take(wordSet('colour color colours colors'))
  reader.take(wordSet('is are'))
  return true
}
