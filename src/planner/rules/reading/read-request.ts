import { cued } from '../../../core/patterns/cued.js'
import { withArticle } from '../../../core/text.js'
import { isCommonThing } from '../../../tools/text/common-things.js'
import type { AnyTool } from '../../../tools/tool.js'
import type { PlanRequest } from '../../planner.js'
import { edgeOf } from '../../reachability.js'
import { answersQuestions } from '../capabilities.js'
import { askOfPages } from '../documents/ask-of-pages.js'
import { settleByFacts, weighFacts } from '../facts/by-facts.js'
import { asksWhereSpeechIs } from '../moments/asks-where-speech-is.js'
import { listenForMoments } from '../moments/listen-for-moments.js'
import { ofSeries } from '../series/of-series.js'
import { askOfVoices } from '../voices/ask-of-voices.js'
import { textOf } from '../wish-words.js'
import { gloss } from '../words/gloss.js'
import { maskPassages, outsidePassages } from '../words/grammar/quoted.js'
import { isContest } from '../words/labels.js'
import { modalityOfToken } from '../words/phrase.js'
import { restate } from '../words/restated.js'
import { type Token, tokenize } from '../words/tokens.js'
import { withoutForm } from './forms.js'
import { acrossSentences, inTime } from './in-time.js'
import { knownFacts } from './known-facts.js'
import { type MentionScope, mentionsIn, namesByModality } from './mentions.js'
import { withoutUnwanted } from './negation.js'
import { withoutOrder } from './order.js'
import { choiceWish, questionWish, withoutAnnouncements } from './questions.js'
import { type Branch, branchesOf } from './read-conditions.js'
import type { Reading } from './reading.js'
import { isRecipe } from './recipes.js'
import { sayingWish, wishToSay } from './sayings.js'
import { halvesOf, joinElided, sentencesOf } from './sentences.js'
import type { Vocabulary } from './vocabulary.js'
import { type Wish, wishesIn } from './wishes.js'

/** A question about moments as what it rests on, unless its words ask for a tool that knows more of them than a transcript. */
function atMoments(
  plain: string,
  { said, media, vocabulary }: { said: string; media: PlanRequest['media']; vocabulary: Vocabulary },
): string {
  const heard = listenForMoments(plain, said, media)
  if (heard === plain) return plain
  // Words such as "where" ask for a tool for pictures, which are not there.
  const isFor = (tool: AnyTool) =>
    edgeOf(tool).needs.every(
      (need) => need !== 'image' || Object.values(media).some(({ modality }) => modality === need),
    )
  const toolsIn = (text: string) =>
    sentencesOf(tokenize(text, media))
      .flatMap((sentence) => wishesIn(sentence, vocabulary))
      .flatMap(({ options }) => options[0]?.known ?? [])
      .filter((known) => !isRecipe(known) && !answersQuestions(known.tool) && isFor(known.tool))
      .map(({ tool }) => tool.id)
  const needed = toolsIn(heard)
  return toolsIn(plain).every((tool) => needed.includes(tool)) ? heard : plain
}

/** Reads what a request asks for. Pure, and linear in its length. */
export function readRequest(
  { text: said, media }: Pick<PlanRequest, 'text' | 'media'>,
  vocabulary: Vocabulary,
): Reading {
  const plain = ofSeries(
    whereAmong(
      outsidePassages(
        restate(askOfPages(askOfVoices(asksWhereSpeechIs(withoutForm(gloss(said)), media), media), media)),
        withoutOrder,
      ),
      media,
    ),
    media,
  )
  const passages = maskPassages(atMoments(plain, { said, media, vocabulary }))
  const byFacts = settleByFacts(passages.text, media)
  const text = passages.restore(byFacts.text)
  const settled = byFacts.known.map(passages.restore)
  const tokens = tokenize(text, media)
  const aliases = aliasesOf(tokens, media)
  const pasted = payloadOf(text, tokens, vocabulary)
  const scope: MentionScope = { media: namesByModality(media), newestOnly: false, spokenOf: [], aliases }
  const factsOf = (sentence: readonly Token[]) =>
    knownFacts(sentence, maskPassages(textOf(sentence, text)).text, media, scope)
  const sentences = joinElided(sentencesOf(pasted ? pasted.head : tokens)).flatMap((sentence) =>
    halvesOf(sentence, (half) => factsOf(half) !== undefined),
  )
  const facts = sentences.map((sentence) =>
    branchesOf([sentence]).some(({ condition }) => condition) ? undefined : factsOf(sentence),
  )
  const isInTurn = sequence.test(text) && facts.some((fact) => fact === undefined)
  const known = isInTurn ? sentences.map(() => undefined) : facts
  const factInTurn = (said: readonly Token[]) =>
    isInTurn ? facts[sentences.findIndex(([first]) => first !== undefined && first === said[0])] : undefined
  const { branches: weighedBranches, said: weighed } = weighBranches(
    branchesOf(sentences.filter((_, place) => known[place] === undefined)),
    text,
    media,
  )
  const told = weighedBranches.map(({ tokens: said, condition, filter, isCase }) =>
    condition ||
    ((isCase || filter) && sayingWish(said, text) !== undefined) ||
    sentences.some((sentence) => sentence.length === said.length)
      ? undefined
      : factsOf(said),
  )
  const branches = weighedBranches.filter((_, place) => told[place] === undefined)
  const wishesByBranch = branches.map(({ tokens: said, condition, filter, isCase }) => {
    const fact = condition ? factsOf(said) : factInTurn(said)
    const words = (isCase || filter ? sayingWish(said, text) : undefined) ?? (fact && wishToSay(fact, said))
    return (words ? [words] : inTime(inOrder(wishesIn(said, vocabulary)))).map((wish) => ({
      ...wish,
      condition,
      filter,
    }))
  })
  // What stands alone is answered from what is attached, by other means.
  const goesOn =
    wishesByBranch.some((wishes) => wishes.length > 0) ||
    tokens.some(({ kind }) => kind === 'quoted' || kind === 'file')
  const found = withoutAnnouncements(
    wishesByBranch.flatMap((wishes, place) => {
      const sentence = branches[place]?.tokens ?? []
      if (wishes.length > 0) return wishes
      const own = goesOn
        ? questionWish(sentence, vocabulary)
        : sentences.length === 1
          ? choiceWish(sentence, vocabulary)
          : undefined
      return own ? [own] : []
    }),
  )
  const { wanted, unwanted } = withoutUnwanted(acrossSentences(found))
  const last = wanted.at(-1)
  const wishes = pasted && last ? [...wanted.slice(0, -1), { ...last, payload: pasted.text }] : wanted
  return {
    known: [
      ...settled,
      ...[...known, ...told].filter((line) => line !== undefined),
      ...(wishes.length > 0 ? [] : weighed),
    ],
    text,
    wishes,
    unwanted,
    sentences: branches.map(({ tokens: said }) => said),
    answered: sentences.filter((_, place) => known[place] !== undefined),
    introduced: introducedIn(sentences, wishes),
    aliases,
  }
}

/** Words that set an order in time: what is known of a file is then told in its turn. */
const sequence =
  /\b(?:then|first|finally|lastly|afterwards?|before|prior|beforehand|after that|followed by|last|at the end)\b/i

/** Branches without conditions that are known to hold, and without those whose condition is known not to. */
function weighBranches(
  all: readonly Branch[],
  text: string,
  media: PlanRequest['media'],
): { branches: (Branch & { isCase: boolean })[]; said: string[] } {
  const said: string[] = []
  const branches = all.flatMap((branch): (Branch & { isCase: boolean })[] => {
    const { condition } = branch
    const weighed = condition && weighFacts(textOf(condition.tokens, text), media)
    if (!condition || !weighed) return [{ ...branch, isCase: condition !== undefined }]
    const holds = weighed.holds !== condition.isNegated
    if (!holds) {
      const act = textOf(branch.tokens, text)
        .replace(/^[\s,;:]+/, '')
        .replace(/[\s.,;:]+$/, '')
      said.push(`Not done: "${act}", as of ${weighed.said}`)
    }
    return holds ? [{ ...branch, condition: undefined, isCase: true }] : []
  })
  return { branches, said }
}

const whereDone = cued(
  'where',
  /^where (?:did|do|does|have|has|could|can|might|would|are|is)\b[^.?!]{0,24}?\b(?:the|an?|my|some) (\w+)(?: be| gone| hiding| hidden| to be found)?\?(?: [^.?!]{0,40}\b(?:these|them|those|pictures|photos|images)[.?!]?)?$/i,
)

/** "Where is the piano?" of several pictures asks which of them shows it. */
function whereAmong(text: string, media: PlanRequest['media']): string {
  const pictures = Object.values(media).filter(({ modality }) => modality === 'image')
  const thing = (/^where(?:'s|’s| is| are) (?:the |an? |my )?(\w+)\?$/i.exec(text) ??
    whereDone.exec(text))?.[1]
  return pictures.length > 1 && thing && isCommonThing(thing)
    ? `Which pictures show ${withArticle(thing)}?`
    : text
}

/** A text that follows the words after a colon or on the next line: `summarize: ...`. */
function payloadOf(
  text: string,
  tokens: readonly Token[],
  vocabulary: Vocabulary,
): { head: Token[]; text: string } | undefined {
  const at = tokens.findIndex(({ kind, text: mark }) => kind === 'mark' && /^[:\n：]$/.test(mark))
  const head = tokens.slice(0, at)
  const [end, after] = [tokens[at]?.end, tokens[at + 1]?.kind === 'mark' ? tokens[at + 2] : tokens[at + 1]]
  if (at < 1 || end === undefined || !after || (head.at(-1)?.end ?? 0) > 160) return undefined
  if (head.some(({ kind, text: said }) => kind === 'quoted' || kind === 'code' || /^[.?!;]$/.test(said)))
    return undefined
  if (/^(?:as|into|between|among|of|labels?|either|options?|categories)$/i.test(head.at(-1)?.text ?? ''))
    return undefined
  // "Classify this: cat vs. dog" gives labels.
  if (isContest(text.slice(end))) return undefined
  if (after.kind === 'quoted' || (after.kind === 'file' && text[after.start] !== '$')) return undefined
  const wish = wishesIn(head, vocabulary).at(-1)
  const takesText = wish?.options.some(
    ({ known, weight }) =>
      weight >= (wish.options[0]?.weight ?? 0) - 0.5 &&
      'shape' in known.tool.input &&
      takesOwnText(known.tool),
  )
  if (!takesText) return undefined
  const payload = text.slice(end).trim()
  return { head, text: payload.replace(/^:\s*/, '') }
}

const takesOwnText = (tool: { input: { shape: Record<string, unknown> } }): boolean =>
  Object.keys(tool.input.shape).some((name) =>
    /^(?:text|texts|source_?text|context|content|passage)$/i.test(name),
  )

/** "Translate the transcript": what names a result comes before what is to be done with it. */
function inOrder(wishes: readonly Wish[]): Wish[] {
  const ordered: Wish[] = []
  let anchor = 0
  for (const [place, wish] of wishes.entries()) {
    const before = wishes[place - 1]
    const between = before ? wish.sentence.slice(before.end, wish.start) : []
    const isObject = wish.isResult && before !== undefined && between.length <= 8 && !between.some(endsObject)
    if (isObject) ordered.splice(anchor, 0, wish)
    else {
      anchor = ordered.length
      ordered.push(wish)
    }
    if (isObject) anchor += 1
  }
  return ordered
}

const endsObject = ({ kind, text }: Token): boolean =>
  kind === 'mark' || /^(?:then|and|also|finally|afterwards|next|before|after|plus)$/i.test(text)

function introducedIn(
  sentences: readonly (readonly Token[])[],
  wishes: readonly Wish[],
): Reading['introduced'] {
  const scope: MentionScope = { media: {}, newestOnly: false, spokenOf: [], aliases: new Map() }
  return sentences.flatMap((sentence) => {
    const first = wishes.find((wish) => wish.sentence === sentence)
    const outside = first ? sentence.slice(0, first.start) : sentence
    return mentionsIn(outside, scope).flatMap((mention) =>
      mention.kind === 'text' ? [{ text: mention.text, isQuestion: mention.isQuestion }] : [],
    )
  })
}

/** Names of files that are attached under other names, taken in their order; only as many as there are files. */
function aliasesOf(tokens: readonly Token[], media: PlanRequest['media']): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>()
  const used = new Set(tokens.flatMap(({ reference }) => reference ?? []))
  for (const token of tokens) {
    const name = token.text.toLowerCase()
    if (token.kind !== 'file' || token.reference || aliases.has(name)) continue
    const modality = modalityOfToken(token)
    const free = Object.keys(media).find((one) => media[one]?.modality === modality && !used.has(one))
    if (!free) continue
    used.add(free)
    aliases.set(name, free)
  }
  return aliases
}
