import { cued } from '../../../../core/patterns/cued.js'
import { type Token, tokenize } from '../tokens.js'
import { fileNouns } from './file-phrase.js'
import {
  classified,
  determiners,
  isColour,
  type LabelList,
  objectOf,
  objects,
  readList,
  type Said,
  skipLeading,
  texts,
  unquoted,
} from './label-list.js'
import { WordReader, wordSet } from './word-reader.js'

/*
 * Requests for labels, of which one fits each file: "tag each photo as A or B", "pick one of A, B and C for the memo", "which of these
 * fits it: A, B or C?" They are read from left to right: what is labelled, and the list that the label is from.
 */

const polite = wordSet(
  'please so and now can could would will you then kindly i want need just to help me try ok okay',
)
const acting = wordSet(
  'classify label tag categorize categorise sort group assign put divide file split separate organize organise annotate mark bin bucket place give attach',
)
const choosing = wordSet('choose pick select decide')
const links = wordSet('as into in under between to with using from among')
const labelNouns = wordSet(
  'label labels tag tags category categories class classes group groups word words option options choice choices heading headings term terms name names folder folders',
)
const fitting = wordSet(
  'fits fit describes describe matches match suits suit applies apply belongs belong goes',
)
const basis = wordSet('by according depending')
const compared =
  /\b(?:than|not|(?:long|short|larg|bigg|small|loud|quiet|fast|slow|high|low|heavi|light)(?:er|est)?)\b/i
const belonging = wordSet('belong belongs go goes fit fits fall falls count counts')
const applying = wordSet('put use give choose pick assign attach')
const heard = wordSet('recording recordings memo memos clip clips audio')

/** Such a request in the words that the rules know; undefined: it is none. */
export function labelling(text: string): string | undefined {
  if (text.length > 300) return undefined
  const request = text.replace(onlyFitting, '$1').replace(dependingOn, '').replace(listFirst, listLast)
  const tokens = tokenize(request)
  while (/^[.?!]$/.test(tokens.at(-1)?.text ?? '')) tokens.pop()
  const words = tokens.map(({ kind, text: said }) => (kind === 'quoted' ? '"' : said.toLowerCase()))
  if (words.some((word) => /^[.?!\n]$/.test(word)) || words.length > 50) return undefined
  const reader = new WordReader(words).skip(polite)
  const said: Said = (from, to) => textOf(tokens, request, from, to)
  return (
    assigned(reader, said) ??
    chosen(reader, said) ??
    asked(reader, said) ??
    eachAsked(reader, said) ??
    belongs(reader, said)
  )
}

/** "As single or several, depending on how many things it shows": the labels say so. */
const dependingOn = /,? (?:depending|based) on (?:how|what|which|whether) [^?.:"']{3,80}[.!]*$/i

/** "Shoe, hat or crown: which of these is it?", "out of piano and drum, which one is in the picture?" */
const listFirst = cued(
  'which',
  /^(?:(?:out of|from|of|among|between) )?([^?.:]{3,80}(?:,| and| or) [^?.:,]{1,30})[:,–-] *(which(?: one)?(?: of (?:these|those|them))?(?: is| are| can| do)\b[^?.!]{2,60}\?)$/i,
)
const listLast = (whole: string, list: string, asks: string): string =>
  /^(?:choose|pick|select|is|are|if|what|which|how)\b|\.\w{3,4}\b|\d/i.test(list) ||
  list.split(/\W+/).some((word) => fileNouns.has(word.toLowerCase()))
    ? whole
    : `Choose from ${list}: ${asks}`

/** "List only the ones that do": of labels, those that fit are told anyway. */
const onlyFitting = cued(
  'list|name|give|write|say|tell|answer|reply|return|show',
  /([?.!]) *(?:please )?(?:list|name|give|write|say|tell|answer|reply|return|show)(?: me| with)?(?: only| just)? (?:the (?:ones?|labels?|tags?|words?|categor(?:y|ies)|files)|those)(?: (?:that|which) (?:do|does|are|apply|applies|fits?|match(?:es)?))?(?: only| please)*[.!]*$/i,
)

const textOf = (tokens: readonly Token[], text: string, from: number, to: number): string => {
  const [first, last] = [tokens[from], tokens[to - 1]]
  return first && last && to > from ? text.slice(first.start, last.end) : ''
}

/** "Tag each photo as A, B or C", "put the pictures in two groups: A and B". */
function assigned(reader: WordReader, said: Said): string | undefined {
  const start = reader.at
  const back = () => {
    reader.at = start
    return undefined
  }
  if (reader.take(acting) === undefined) return undefined
  // "Assign a label to each recording, either A or B."
  if (reader.sees(wordSet('a one the'), labelNouns, wordSet('to for')) && reader.words.length > reader.at + 5)
    reader.at += 3
  const from = reader.at
  while (
    !reader.isDone &&
    !reader.sees(links) &&
    !/^[:(]$/.test(reader.next ?? '') &&
    reader.at - from < 12
  ) {
    if (reader.at > from && (reader.sees('one', 'of') || reader.sees(wordSet('either "')))) break
    reader.at += 1
  }
  const until = reader.words.slice(0, reader.at).findIndex((word, at) => at > from && basis.has(word))
  const object = objectOf(reader.words, from, until < 0 ? reader.at : until, said)
  const end = reader.at
  if (object !== undefined && !reader.isDone) {
    if (!reader.sees(wordSet('one "'))) reader.at += 1
    const list = readList(skipLeading(reader), said)
    if (list) return classified(object, list)
  }
  // "Assign one of A, B and C to each picture", "tag: A / B / C".
  reader.at = from
  const isLed = skipLeading(reader).at > from
  const list = isLed || end === from ? readList(reader, said) : undefined
  if (list?.object !== undefined) return classified(list.object, list)
  const isBare = reader.words[from] === ':' && list?.labels.every((label) => !label.includes(' '))
  return isBare && list ? classified('it', list) : back()
}

/** "Pick one of A, B and C for the memo", "pick a tag for it: A, B or C", "choose from A, B and C: which is in the picture?" */
function chosen(reader: WordReader, said: Said): string | undefined {
  const start = reader.at
  if (reader.take(choosing) === undefined) return undefined
  const from = reader.at
  const colon = reader.find(':')
  const before = reader.words.slice(from, Math.max(from, colon))
  if (
    before.some((word) => labelNouns.has(word) || word === 'one') &&
    !before.some((word) => texts.has(word))
  ) {
    const to = before.findIndex((word) => /^(?:for|to)$/.test(word))
    const end = before.findIndex((word, at) => at > to && /^(?:from|out|among|of)$/.test(word))
    const object = to < 0 ? 'it' : objectOf(reader.words, from + to + 1, end < 0 ? colon : from + end, said)
    reader.at = colon + 1
    const list = object === undefined ? undefined : readList(skipLeading(reader), said)
    reader.at = list ? reader.at : from
    if (object !== undefined && list) return classified(object, list)
  }
  reader.take(wordSet('between from among'))
  const isLed = skipLeading(reader).at > from
  // The list may stand before what is asked of it.
  const rest = colon < 0 ? [] : reader.words.slice(colon + 1)
  if (isLed && asksWhich(rest)) {
    const list = readList(reader, said, colon)
    const at = rest.findLastIndex((word) => objects.has(word))
    const isNoun = fileNouns.has(rest[at] ?? '') && rest[at] !== 'one'
    let first = at
    while (determiners.has(rest[first - 1] ?? '')) first -= 1
    const named = first < at ? said(colon + 1 + first, colon + 2 + at) : `the ${rest[at]}`
    const whose = isNoun ? named : 'it'
    if (list) return rest.includes('are') ? ofThese(whose, list) : classified(whose, list)
  }
  const list = isLed ? readList(reader, said) : undefined
  if (list?.object === undefined) reader.at = start
  return list?.object === undefined ? undefined : classified(list.object, list)
}

/** "Which of them is in the picture?" */
const asksWhich = (words: readonly string[]): boolean =>
  /^(?:which|what)$/.test(words[0] ?? '') && words.some((word) => objects.has(word))

/** "Which of these categories fits the memo: A, B or C?", "which category does it belong to: A or B?" */
function asked(reader: WordReader, said: Said): string | undefined {
  const start = reader.at
  const mark = reader.find(wordSet(': , - – —'))
  const colon =
    mark >= 0 &&
    reader.words
      .slice(0, mark)
      .some(
        (word) =>
          objects.has(word) ||
          labelNouns.has(word) ||
          fitting.has(word) ||
          plural.has(word) ||
          word === 'background',
      )
      ? mark
      : -1
  if (reader.take(wordSet('which what')) === undefined || colon < 0) return undefined
  const names = reader.words.slice(start, colon)
  const isNamed = names.some((word) => labelNouns.has(word))
  // "What is the background here: red, blue or orange?"
  const asksBackground = names.includes('background')
  const isKind = /^(?:kind|sort|type)$/.test(names[1] ?? '') && names.includes('is')
  const isShown =
    names[0] === 'what' &&
    names.some((word) => /^(?:is|are|does|do|can)$/.test(word)) &&
    /^(?:in|on|here|there|show|shows|see|shown|seen|depict)$/.test(
      names.findLast((word) => !objects.has(word) && !determiners.has(word)) ?? '',
    )
  const isPlural = names.some((word) => plural.has(word))
  const isListed = isPlural && names.some((word) => /^(?:apply|fit|match|suit|describe|hold)$/.test(word))
  const asksOfAll =
    names[0] === 'which' &&
    isPlural &&
    names.some((word) => /^(?:are|do|can|appear|occur)$/.test(word)) &&
    names.some((word) =>
      /^(?:in|on|see|seen|spot|find|found|visible|shown|said|mentioned|heard|appear|occur)$/.test(word),
    )
  const asksOfOne =
    names[0] === 'which' &&
    (isPlural || isNamed) &&
    names.includes('is') &&
    names.some((word) => /^(?:in|on|shown|seen|visible|said|mentioned|there)$/.test(word))
  const isFit =
    isKind ||
    asksOfAll ||
    asksOfOne ||
    isListed ||
    (isNamed &&
      names.some(
        (word) => fitting.has(word) || applying.has(word) || /^(?:better|best|right|correct)$/.test(word),
      )) ||
    (names.some((word) => fitting.has(word)) && names.some((word) => /^(?:better|best)$/.test(word)))
  const from = names.findLastIndex(
    (word, at) => objects.has(word) && !/^(?:of|which|what)$/.test(names[at - 1] ?? ''),
  )
  let first = from
  while (determiners.has(names[first - 1] ?? '')) first -= 1
  const named =
    (isFit || isShown) && from >= 0
      ? objectOf(reader.words, start + first, start + from + 1, said)
      : undefined
  const object =
    named ??
    (asksBackground || (isFit && (from < 0 || asksOfAll || asksOfOne || isListed || names.includes('here')))
      ? 'it'
      : undefined)
  reader.at = colon + 1
  const list = object === undefined ? undefined : readList(skipLeading(reader), said)
  reader.at = start
  if (object === undefined || list === undefined || (isShown && !isFit && !list.isChoice)) return undefined
  if (asksBackground)
    return list.labels.every(isColour) ? `What color is the background of ${object}?` : undefined
  return isListed || asksOfAll ? ofThese(object, list) : classified(object, list)
}

const plural = wordSet(
  'labels tags categories words things objects items terms names animals these those following',
)

/** Of several that may be there together, those that are. */
const ofThese = (object: string, { labels }: LabelList): string =>
  `Is there any of these in ${object === 'it' ? 'the picture' : object}: ${labels.map(unquoted).join(', ')}?`

/** "For each picture, say whether it is A or B", "is each of them A, B or C?" */
function eachAsked(reader: WordReader, said: Said): string | undefined {
  const start = reader.at
  const back = () => {
    reader.at = start
    return undefined
  }
  const isListed = reader.take('for', wordSet('each every all')) !== undefined
  if (isListed) reader.at -= 1
  const isAsked = !isListed && reader.take(wordSet('is are')) !== undefined
  if (isAsked && reader.take(wordSet('what'), wordSet('you we i is one')))
    reader.skip(wordSet('see sees shown seen on in'))
  const isWhether =
    !isListed &&
    !isAsked &&
    reader.take(wordSet('say tell decide determine state check')) !== undefined &&
    (reader.skip(wordSet('me us')).take(wordSet('whether if')) !== undefined ||
      (reader.sees('for', wordSet('each every')) && reader.take('for') !== undefined))
  if (!isListed && !isAsked && !isWhether) return undefined
  const from = reader.at
  const isEach = reader.take(wordSet('each every')) !== undefined
  if (!isEach) {
    reader.skip(wordSet('the this that these those my both all two voice'))
    // "Is the photo a dog, a cat or a fish?": each with its article.
    const isThing = reader.sees(fileNouns, wordSet('a an')) && reader.words.includes('or')
    if (!reader.sees(heard) && !isThing) return back()
  }
  reader.take('one')
  reader.take('of')
  reader.skip(wordSet('the these those them my'))
  reader.take(fileNouns)
  const object = objectOf(reader.words, from, reader.at, said)
  if (isListed || reader.sees(wordSet(', whether if'))) {
    reader.skip(wordSet(', : please say tell me decide determine state write choose pick whether if which'))
    reader.take(wordSet('it this that'))
  }
  reader.skip(wordSet("is are it's 's shows show about of a picture recording"))
  const list = object === undefined ? undefined : readList(reader, said)
  if (object === undefined || list === undefined || !list.isChoice) return back()
  // "Is the memo longer or shorter than a second?" asks for no label.
  const isNamed = isEach || list.labels.every((label) => !compared.test(label))
  return isNamed ? classified(object, list) : back()
}

/** "Does this belong to A or to B?", "do these go under A, B or C?" */
function belongs(reader: WordReader, said: Said): string | undefined {
  const start = reader.at
  const described = describedAs(reader, said)
  if (described !== undefined) return described
  const isAsked = reader.take(wordSet('does do would')) !== undefined
  const from = reader.at
  while (isAsked && !reader.isDone && !reader.sees(belonging) && reader.at - from < 6) reader.at += 1
  const object = isAsked ? objectOf(reader.words, from, reader.at, said) : undefined
  const verb = object === undefined ? undefined : reader.take(belonging)
  const list =
    verb === undefined || !reader.sees(wordSet('to in into under as with'))
      ? undefined
      : readList(skipLeading(reader.skip(wordSet('to in into under as with'))), said)
  if (!list?.isChoice || object === undefined) reader.at = start
  return list?.isChoice && object !== undefined ? classified(object, list) : undefined
}

/** "Is it best described as A, B or C?" */
function describedAs(reader: WordReader, said: Said): string | undefined {
  const start = reader.at
  const verb = reader.find(
    wordSet('described classified labelled labeled tagged categorized categorised'),
    'as',
  )
  if (reader.take(wordSet('is are')) === undefined || verb < 0) {
    reader.at = start
    return undefined
  }
  const object = objectOf(reader.words, reader.at, verb, (from, to) =>
    said(from, to).replace(/ (?:best|better|rightly)$/i, ''),
  )
  reader.at = verb + 2
  const list = object === undefined ? undefined : readList(skipLeading(reader), said)
  if (!list?.isChoice) reader.at = start
  return list?.isChoice && object !== undefined ? classified(object, list) : undefined
}
