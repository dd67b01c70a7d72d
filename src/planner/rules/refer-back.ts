import { withArticle } from '../../core/text.js'
import { commonThingsIn } from '../../tools/text/common-things.js'
import type { PlanRequest } from '../planner.js'
import { asksOfSame } from './go-on.js'
import { readRequest } from './reading/read-request.js'
import type { Vocabulary } from './reading/vocabulary.js'
import { gloss } from './words/gloss.js'
import { labelsIn } from './words/labels.js'
import { isLanguageName } from './words/languages.js'

/*
 * Words of a chat that stand for what was said before: "the dog picture", "it" after "which picture ...?", and "the second one?" after a
 * question whose answer is known without any step. What stands for a file becomes the file's name; the words of an answer choose among
 * attached files only.
 */

const file = /\$?[\p{L}\p{N}_-]+\.[a-z][a-z0-9]{1,4}\b/iu
const noun = '(?:audio|pictures?|photos?|images?|ones?|recordings?|memos?|clips?|files?|videos?)'
const place = `(?:the |this |that |my )?(?:(?:first|second|third|fourth|fifth|last|other|next|previous|\\d(?:st|nd|rd|th)) )?`
/** "And the second?", "what about memo-2.wav?", "how about the other one" */
const asksOfOther = new RegExp(
  `^(?:(?:and|or|so|ok(?:ay)?|then|now|but|what|how|about|of|for|thanks|please|(?:do |answer |repeat )?(?:exactly )?(?:the )?same(?: thing| question)?|also|again|with|on|in)[ ,.!]+)*(${file.source}|[\\w-]*\\d[\\w-]*|${place}${noun}|(?:the )?(?:first|second|third|fourth|fifth|last|other))(?: then| please| too)?[ ?.!]*$`,
  'iu',
)
/** What a question is about, where the question goes on to be asked of something else. */
const subject = new RegExp(
  `${file.source}|\\b(?:the|this|that|my) (?:(?:first|second|third|fourth|fifth|last|other) )?${noun}\\b|\\b(?:the )?(?:first|second|third|last|other)(?: one)?\\b|\\b(?:it|this|that)\\b`,
  'iu',
)
/** "And the second page?" */
const otherPage =
  /^(?:(?:and|or|so|ok(?:ay)?|then|now|but|what|how|about|of|for|thanks|please|on|the same|with)[ ,.!]+)*((?:the )?(?:first|second|third|fourth|fifth|last|next|other) pages?|pages? \d{1,4})(?: then| please| too)?[ ?.!]*$/i
const several = new RegExp(`\\b${noun}\\b`, 'i')
const pronoun = /\b(its|it|that one|this one)\b/i

/** A request of a chat with file names where its words only point back. */
export function referBack(request: PlanRequest, vocabulary: Vocabulary): PlanRequest {
  const { text, media, history } = request
  const last = history.turns.at(-1)
  if (!last || text.length > 300) return request
  const said = gloss(text)
  const other = asksOfOther.exec(said.trim())?.[1]
  if (other !== undefined) {
    const act = ofOtherKind(other, gloss(last.text))
    if (act !== undefined) return { ...request, text: act }
    const before = lastQuestion(request, vocabulary)
    if (before !== undefined) return { ...request, text: before.replace(subject, other) }
    const newest = /\blast\b/i.test(other) ? lastOfOneKind(media) : undefined
    return newest === undefined ? request : { ...request, text: `And ${newest}?` }
  }
  const page = otherPage.exec(said.trim())?.[1]
  if (
    page !== undefined &&
    Object.values(media).some(({ modality, facts }) => modality === 'text' && facts.pages !== undefined)
  )
    return { ...request, text: `What does ${page} say?` }
  const again =
    toLanguage(said, last) ??
    together(said, request, vocabulary) ??
    sorted(said, last) ??
    ofNamed(said) ??
    countOf(said, last)
  if (again !== undefined) return { ...request, text: again }
  // "Is it the same in both?" asks the last question of all.
  if (asksOfSame(said)) return request
  const full = placedThing(withThing(saidCount(said, request), last), last)
  const found = namedByThing(full, request) ?? theOther(full, last, media) ?? byPronoun(full, last, media)
  return found === undefined && full === said ? request : { ...request, text: found ?? full }
}

/** The name of the last file, where all are of one kind. */
function lastOfOneKind(media: PlanRequest['media']): string | undefined {
  const files = Object.values(media)
  return new Set(files.map(({ modality }) => modality)).size === 1 ? files.at(-1)?.name : undefined
}

/** "Now in German": what was found before, in that language. */
function toLanguage(said: string, last: { text: string }): string | undefined {
  const language =
    /^(?:(?:and|now|ok(?:ay)?|then|also|please|again|the same|once more|thanks|could you|can you|give it to me|say it|say that|put it|put that)[ ,]+)*(?:in|into|to|on) ([a-z]+)(?:[ ,]+(?:please|now|too|as well|instead))*[ ?.!]*$/i.exec(
      said.trim(),
    )?.[1]
  if (language === undefined || !isLanguageName(language)) return undefined
  const isHeard =
    /\b(?:transcri\w+|says?|said|recordings?|memos?|audio|mention\w*|speaker|write down)\b/i.test(
      gloss(last.text),
    )
  return `Translate ${isHeard ? 'the transcript' : 'the description'} into ${language}.`
}

/** "Sorted by length, please": the files that were spoken of. */
function sorted(said: string, last: { text: string }): string | undefined {
  const by =
    /^(?:(?:and|now|ok(?:ay)?|then|but|please)[ ,]+)*(?:sorted|ordered|ranked|arranged|in order) ((?:by|from|of) [^.?!]{3,60}?)(?: please)?[ ?.!]*$/i.exec(
      said.trim(),
    )?.[1]
  const files = /\b(?:recording|memo|audio|transcri)\w*/i.test(gloss(last.text)) ? 'recordings' : 'pictures'
  return by === undefined ? undefined : `Sort the ${files} ${by}.`
}

/** "And the recording? What does it say?": of what a sentence names, the next one asks. */
function ofNamed(said: string): string | undefined {
  const found =
    /^(?:(?:and|so|ok(?:ay)?|now|but|what about|how about)[ ,]+)+(the (?:\w+ )?(?:recording|memo|audio|picture|photo|image|video|one))[?,.:]+ *(what|how|which|is|does|who)\b([^.?!]{2,80})\?*$/i.exec(
      said.trim(),
    )
  const [, noun = '', asks = '', rest = ''] = found ?? []
  return found && /\bit\b/i.test(rest) ? `${asks}${rest.replace(/\bit\b/i, noun)}?` : undefined
}

/** "What about dogs?" after "how many cats are there?" */
function countOf(said: string, last: { text: string }): string | undefined {
  const thing = /^(?:(?:and|so|what about|how about|the)[ ,]+)+(\w+)[ ?.!]*$/i.exec(said.trim())?.[1]
  const asked = gloss(last.text)
  const [before, ...others] = commonThingsIn(asked)
  if (thing === undefined || before === undefined || others.length > 0 || !/\bhow many\b/i.test(asked))
    return undefined
  return commonThingsIn(thing).length === 1
    ? asked.replace(new RegExp(`\\b${before}\\w{0,3}\\b`, 'i'), thing)
    : undefined
}

/** "And together?" after what is known of each file. */
function together(said: string, request: PlanRequest, vocabulary: Vocabulary): string | undefined {
  const asks =
    /^(?:(?:and|so|ok(?:ay)?|what about)[ ,]+)*(?:together|in total|in all|altogether|overall|combined|all together|both together|(?:the )?(?:total|sum))[ ?.!]*$/i
  if (!asks.test(said.trim())) return undefined
  const before = lastQuestion(request, vocabulary)
  return before === undefined ? undefined : `${before.replace(/[ ?.!]+$/, '')} together?`
}

/** "And the recording?" after what a picture shows: what is said in it. */
function ofOtherKind(other: string, asked: string): string | undefined {
  const [hears, sees] = [/\b(?:audio|recording|memo)\b/i, /\b(?:picture|photo|image)\b/i]
  if (
    hears.test(other) &&
    sees.test(asked) &&
    !hears.test(asked) &&
    /\b(?:shows?|describe|what is in|what's in)\b/i.test(asked)
  )
    return `What is said in ${other}?`
  return sees.test(other) &&
    hears.test(asked) &&
    !sees.test(asked) &&
    /\b(?:says?|said|transcribe)\b/i.test(asked)
    ? `Describe ${other}.`
    : undefined
}

/** The last question of the chat, where its answer was known: with wishes, they are what goes on. */
function lastQuestion({ history, media }: PlanRequest, vocabulary: Vocabulary): string | undefined {
  for (const { text } of [...history.turns].reverse().slice(0, 5)) {
    const said = gloss(text)
    if (asksOfOther.test(said.trim())) continue
    const { wishes, known } = readRequest({ text, media }, vocabulary)
    return wishes.length === 0 && known.length > 0 && (subject.test(said) || several.test(said))
      ? said
      : undefined
  }
  return undefined
}

/** "Does the other one have one too?": the thing that was asked for before. */
function withThing(said: string, last: { text: string }): string {
  const [thing] = labelsIn(gloss(last.text))
  const ellipsis =
    /\b(has|have|shows?|contains?|mentions?|there) (?:one|it|any|some|that|them)(?= (?:too|also|as well|in (?:it|there))\b|[ ?.!]*$)/i
  return thing !== undefined && commonThingsIn(thing).length > 0 && ellipsis.test(said)
    ? said
        .replace(ellipsis, `$1 ${withArticle(thing.replace(/^an? /i, ''))}`)
        .replace(/ (?:too|also|as well)(?=[ ?.!]*$)/i, '')
    : said
}

/** "So how many cakes was that?" of recordings: as they are mentioned there. */
function saidCount(said: string, { media }: PlanRequest): string {
  const isHeard = Object.values(media).every(({ modality }) => modality === 'audio')
  const found =
    /^(?:(?:and|so|ok(?:ay)?|but|then)[ ,]+)*how many (\w+) (?:is|was|are|were|does|did|do) (?:that|it|there|those|this|(?:he|she|they|it) (?:say|mention|talk about|see))\b[^.?!]{0,20}\?/i.exec(
      said.trim(),
    )
  return isHeard && found
    ? said.replace(found[0], `How many ${found[1]} are mentioned in the recording?`)
    : said
}

/** "Is it above the penguin?": the thing that was asked for before. */
function placedThing(said: string, last: { text: string }): string {
  const isPlaced =
    /^((?:and |so |but )*(?:is|are|was) )(?:it|that|this|they)( (?:(?:also|still|really) )?(?:to the |on the )?(?:left|right|above|below|over|under|underneath|beneath|on top|next|beside|behind|in front)\b)/i
  const [thing, ...others] = labelsIn(gloss(last.text)).filter((label) => commonThingsIn(label).length > 0)
  return thing !== undefined && others.length === 0 && isPlaced.test(said)
    ? said.replace(isPlaced, `$1the ${thing.replace(/^(?:an?|the) /i, '')}$2`)
    : said
}

/** "The dog picture": the only file of whose description that is told. */
function namedByThing(said: string, { history, media }: PlanRequest): string | undefined {
  const found =
    /\b(?:the|that|this) (?:(?:picture|photo|image|one) (?:with|of|showing) (?:the |an? )?(\w+)|(\w+) (?:picture|photo|image|one)|one with (?:the |an? )?(\w+))\b/i.exec(
      said,
    )
  const thing = found?.[1] ?? found?.[2] ?? found?.[3]
  if (!found || thing === undefined || !commonThingsIn(thing).includes(thing.toLowerCase())) return undefined
  const lines = history.turns.flatMap(({ answer }) => answer.split('\n'))
  const names = Object.values(media).flatMap(({ name }) =>
    name !== undefined &&
    lines.some(
      (line) => line.includes(`(${name}): It shows`) && commonThingsIn(line).includes(thing.toLowerCase()),
    )
      ? [name]
      : [],
  )
  const [name] = names
  return name !== undefined && names.length === 1 ? said.replace(found[0], name) : undefined
}

/** "How long is the other one?", of two files of which one was named. */
function theOther(
  said: string,
  last: { text: string; answer: string },
  media: PlanRequest['media'],
): string | undefined {
  const found = new RegExp(`\\b(?:the )?other(?: (${noun}))?\\b`, 'i').exec(said)
  const kinds = new Set(Object.values(media).map(({ modality }) => modality))
  const names = Object.values(media).flatMap(({ name }) => name ?? [])
  const [first, second] = names
  if (!found || kinds.size > 1 || first === undefined || second === undefined || names.length > 2)
    return undefined
  const asked = gloss(last.text)
  const isFirst = asked.includes(first) || /\bfirst\b/i.test(asked)
  const isSecond = asked.includes(second) || /\b(?:second|last)\b/i.test(asked)
  if (isFirst !== isSecond) return said.replace(found[0], isFirst ? second : first)
  // "Which one shows a dog?": the other than the one that was named.
  const told = names.filter((name) => last.answer.split('\n')[0]?.includes(name))
  if (!/\bwhich\b|\bfind\b/i.test(asked) || told.length !== 1) return undefined
  return said.replace(found[0], told[0] === first ? second : first)
}

/** "How large is it?", where one file was found before, or was named. */
function byPronoun(
  said: string,
  last: { text: string; answer: string },
  media: PlanRequest['media'],
): string | undefined {
  const names = Object.values(media).flatMap(({ name }) => name ?? [])
  if (
    names.length < 2 ||
    !pronoun.test(said) ||
    new RegExp(`${file.source}|\\b${noun}\\b`, 'iu').test(said.replace(pronoun, ' '))
  )
    return undefined
  const asked = gloss(last.text)
  const [first = ''] = last.answer.split('\n')
  const isFound = /\bwhich\b|\bfind\b|\bshow me\b/i.test(asked)
  const namedIn = (where: string) => names.filter((name) => where.includes(name))
  // "Its size?" after "what else is in it?" goes on about what that was about.
  const meant = isFound || namedIn(asked).length === 0 ? namedIn(first) : namedIn(asked)
  const [name] = meant
  if (name === undefined || meant.length !== 1) return undefined
  return said.replace(/\bits (\w+(?: \w+)?)/i, `the $1 of ${name}`).replace(pronoun, name)
}
