import { type WordReader, wordSet } from './word-reader.js'

/** What files are to show or to mention. */
export interface FilePredicate {
  /** Undefined: as the files are seen or heard. */
  verb: 'show' | 'mention' | undefined
  isDenied: boolean
  /** Words from `start` up to, but without, `end`. */
  start: number
  end: number
  /** What is said of them, where it is not what stands there: `a white background` for "is white". */
  thing?: string | undefined
}

const shows = wordSet(
  'show shows showing shown has have having contain contains containing depict depicts depicting include includes including display displays displaying feature features featuring portray portrays portraying',
)
const mentions = wordSet('mention mentions mentioning say says said saying name names')
const speaks = wordSet('talk talks talked talking speak speaks spoke speaking tell tells')
const relative = wordSet('that which who where whose')
const speakers = wordSet('somebody someone they he she people anyone anybody')
const auxiliaries = wordSet('do does did can could will would')
const copulas = wordSet('is are was were')
const sightings = wordSet('see find spot notice hear')
/** What may stand behind the name of a thing without being part of it. */
const tails = wordSet(
  'appear appears occur occurs seen visible shown found spotted mentioned present there right correct true please it them anywhere somewhere is are can be in on . ? !',
)

/** Words of a thing that set files against one another. */
const comparing = wordSet('only just most more least fewest fewer less highest lowest higher lower same')

/** What is said of files from here on, up to the end of the sentence. Undefined: nothing that is known to be said of files. */
export function readPredicate(reader: WordReader, end = reader.words.length): FilePredicate | undefined {
  const isPlace = (reader.take(wordSet('in on'), 'which') ?? reader.take('where')) !== undefined
  if (!isPlace) reader.take(relative)
  const passive = readPassive(reader, end)
  if (passive) return passive
  let isDenied = false
  const negate = () => {
    if (reader.take('not') === undefined) return
    isDenied = true
  }
  // "There is a dog", "you can see a dog", "somebody mentions a dog".
  const isThere = reader.take('there', copulas) !== undefined
  const isSeen = !isThere && readSighting(reader)
  if (!isThere && !isSeen) reader.take(speakers)
  if (reader.take(auxiliaries)) negate()
  if (!isThere && !isSeen) reader.take(speakers)
  const ground = readGround(reader, end)
  if (ground) return { ...ground, isDenied: ground.isDenied !== isDenied }
  const question = readQuestion(reader, end)
  if (question) return { ...question, isDenied: question.isDenied !== isDenied }
  // "In which a dog appears": the verb stands behind the thing.
  const isVerbless = isThere || isSeen || (isPlace && appearing.has(reader.words[end - 1] ?? ''))
  const verb = isVerbless
    ? 'show'
    : readVerb(reader, () => {
        isDenied = true
      })
  if (verb === undefined) return undefined
  if (reader.take('no') ?? reader.take('nothing', wordSet('about of'))) isDenied = true
  const start = reader.at
  const until = withoutTail(reader.words, end)
  const thing = reader.words.slice(start, until)
  // "The most hats", "more pixels" and "the same animal" compare files, and "only a dog" speaks of all else.
  const compares = thing.some(
    (word, at) => comparing.has(word) && thing[at + 1] !== 'than' && thing[at - 1] !== 'or',
  )
  return until > start && !compares
    ? { verb: verb === 'any' ? undefined : verb, isDenied, start, end: until }
    : undefined
}

const upAgain = [
  'comes up',
  'occurs',
  'appears',
  'turns up',
  'is said',
  'is used',
  'is mentioned',
  'can be heard',
  'is heard',
].map((said) => said.split(' '))
const voiced = wordSet('said mentioned spoken heard named uttered used')

/** "Is the word "picture" said", "can a train be heard", "was cake mentioned": what recordings mention. */
function readPassive(reader: WordReader, end: number): FilePredicate | undefined {
  const start = reader.at
  // "The word "picture" comes up".
  const verb = upAgain.find((one) => reader.words.slice(end - one.length, end).join(' ') === one.join(' '))
  if (
    verb !== undefined &&
    reader.take('the', wordSet('word words term terms name names phrase expression'))
  ) {
    if (end - verb.length > reader.at)
      return { verb: 'mention', isDenied: false, start: reader.at, end: end - verb.length }
  }
  reader.at = start
  const isDone = voiced.has(reader.words[end - 1] ?? '')
  if (isDone && reader.take(wordSet('is are was were can could')) !== undefined) {
    const isDenied = reader.take('not') !== undefined
    reader.take('the', wordSet('word words term terms name names phrase expression'))
    const until = reader.words[end - 2] === 'be' ? end - 2 : end - 1
    const isLed = reader.sees(wordSet('it they there you he she'))
    if (until > reader.at && !isLed) return { verb: 'mention', isDenied, start: reader.at, end: until }
  }
  reader.at = start
  return undefined
}

const colours = wordSet('red green blue yellow orange purple pink brown black white gray grey')
const grounds = wordSet('background backgrounds backdrop backdrops')

/** "Is red", "are not white", "were taken against a plain blue backdrop", "has its background in white": the colour of the background. */
function readGround(reader: WordReader, end: number): FilePredicate | undefined {
  const start = reader.at
  const isDone = (colour: string | undefined, isDenied: boolean): FilePredicate | undefined => {
    if (colour !== undefined && withoutTail(reader.words, end) <= reader.at)
      return { verb: 'show', isDenied, start, end: reader.at, thing: `a ${colour} background` }
    reader.at = start
    return undefined
  }
  if (reader.take(wordSet('is are was were'))) {
    const isDenied = reader.take('not') !== undefined
    reader.take(wordSet('taken shot set placed photographed put drawn mostly mainly'))
    reader.take(wordSet('on against before in'))
    reader.skip(wordSet('a an the all plain solid'))
    const colour = reader.take(colours)
    reader.take(grounds)
    return isDone(colour, isDenied)
  }
  // "Whose background is blue", "have the background in blue".
  reader.take(wordSet('has have'))
  reader.skip(wordSet('the a its their'))
  if (reader.take(grounds) === undefined) {
    reader.at = start
    return undefined
  }
  reader.take(wordSet('colour color'))
  reader.take(wordSet('that which'))
  reader.take(wordSet('is are in of'))
  const isDenied = reader.take('not') !== undefined
  return isDone(reader.take(colours), isDenied)
}

/** "Asks a question", "contain a question", "are questions", "ask something": what is a question by its form. */
function readQuestion(reader: WordReader, end: number): FilePredicate | undefined {
  const start = reader.at
  const verb = reader.take(wordSet('ask asks asking is are contain contains pose poses have has'))
  const isDenied = reader.skip(wordSet('not')).take('no') !== undefined
  reader.skip(wordSet('a an any some phrased as'))
  const noun = verb && reader.take(wordSet('question questions'))
  // "A question about colour": what it asks about.
  if (noun !== undefined && reader.take(wordSet('about on'))) {
    const until = withoutTail(reader.words, end)
    if (until > reader.at) return { verb: 'mention', isDenied, start: reader.at, end: until }
  }
  const isSomething =
    noun ?? (verb?.startsWith('ask') ? reader.take(wordSet('something anything')) : undefined)
  if (isSomething !== undefined && withoutTail(reader.words, end) <= reader.at)
    return { verb: 'mention', isDenied, start, end: reader.at, thing: '"question"' }
  reader.at = start
  return undefined
}

/** How things stand that are there together. */
const arrangements = [
  'side by side',
  'next to each other',
  'next to one another',
  'at the same time',
  'together',
  'at once',
].map((said) => said.split(' '))

/** Where the name of a thing ends, that other words follow: "a dog to be seen". */
export function withoutTail(words: readonly string[], end: number): number {
  let until = end
  for (;;) {
    while (until > 0 && tails.has(words[until - 1] ?? '')) until -= 1
    const how = arrangements.find((one) => words.slice(until - one.length, until).join(' ') === one.join(' '))
    if (how === undefined) return until
    until -= how.length
  }
}

function readSighting(reader: WordReader): boolean {
  const start = reader.at
  // "You can see", and in a question "can you see".
  reader.take(wordSet('can could do'), wordSet('you we i one'))
  if (reader.at === start && reader.take(wordSet('you we i one')) === undefined) return false
  reader.take(wordSet('can could'))
  if (reader.take(sightings) !== undefined) return true
  reader.at = start
  return false
}

function readVerb(reader: WordReader, deny: () => void): 'show' | 'mention' | 'any' | undefined {
  if (reader.take(wordSet('lack lacks lacking without'))) {
    deny()
    return 'any'
  }
  if (reader.take(copulas)) {
    if (reader.take('not')) deny()
    reader.take(wordSet('a an'), fileNounsOf)
    return reader.take(wordSet('of about with showing')) === undefined ? undefined : 'any'
  }
  if (
    reader.take(speaks, wordSet('about of')) ??
    reader.take(wordSet('ask asks asked asking'), wordSet('about for after where what whether if')) ??
    reader.take(wordSet('say says'), wordSet('something anything'), wordSet('about of'))
  )
    return 'mention'
  const isMentioned = reader.take(mentions) !== undefined
  if (isMentioned || reader.take(shows)) {
    if (!isMentioned) reader.take('got')
    const isWord =
      reader.take('the', wordSet('word words term name names phrase expression colour color')) !== undefined
    return isMentioned ? 'mention' : isWord ? 'any' : 'show'
  }
  return reader.take(wordSet('with of showing')) === undefined ? undefined : 'show'
}

const appearing = wordSet('appear appears occur occurs seen visible shown found spotted mentioned')
const fileNounsOf = wordSet('picture photo photograph image recording memo clip')
