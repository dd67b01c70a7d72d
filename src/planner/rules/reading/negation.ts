import type { Token } from '../words/tokens.js'
import type { Wish } from './wishes.js'

const wordsOf = (tokens: readonly Token[]): string =>
  ` ${tokens.map(({ text }) => text.toLowerCase().replaceAll('’', "'")).join(' ')} `

/** Words right before a wish that turn it into none; a few more may stand between: "I don't want you to describe it". */
const before =
  / (?:neither|don't|dont|do not|does not|doesn't|not|no|never|without|skip|omit|avoid|ignore|forget|instead of|rather than|no need to|no need for|need not|needn't|leave out|leave off|refrain from)(?: (?:want|need|wish|like|have|bother|try|even|just|you|to|any|a|an|the|this|that|it|for|of|any more|me|us|please|be|its|my|ever|with))* $/
const after =
  / (?:is|are|isn't|is not|aren't) (?:not )?(?:needed|necessary|required|wanted|unnecessary|unneeded) /
/** Between two wishes, words that carry the "not" of the first over to the second, and words that end it. */
const carries = / (?:or|nor) /
const contrast = / (?:but|only|just|instead|however|though) /

/** The wishes that stay when those are taken out that the words say not to do. */
export function withoutUnwanted(wishes: readonly Wish[]): { wanted: Wish[]; unwanted: Wish[] } {
  const kept: Wish[] = []
  const unwanted: Wish[] = []
  let carried = false
  for (const [place, wish] of wishes.entries()) {
    const { sentence, start, end } = wish
    const last = wishes[place - 1]
    const previous = last?.sentence === sentence ? last : undefined
    const from = previous?.end ?? 0
    const lead = wordsOf(sentence.slice(from, start))
    const joined: boolean = carried && previous !== undefined && carries.test(lead) && !contrast.test(lead)
    // "Is there no dog" and "isn't there" ask all the same.
    const isNegated: boolean =
      before.test(lead) ||
      joined ||
      (saysUnneeded(sentence.slice(end)) && / is| are|n't/.test(wordsOf(sentence.slice(end, end + 2))))
    carried = isNegated && !/ (?:instead of|rather than) /.test(lead)
    if (isNegated) {
      unwanted.push(wish)
      const only = sentence
        .slice(end, wish.clauseEnd)
        .findIndex(({ text }) => /^(?:only|just|but)$/i.test(text))
      // "Don't describe the first, only the second."
      if (
        only >= 0 &&
        sentence
          .slice(end + only, wish.clauseEnd)
          .some(({ text }) => /^(?:first|second|third|fourth|last|other|\d+)$/i.test(text))
      )
        kept.push({ ...wish, clauseStart: end + only, start: end + only, end: end + only })
    } else kept.push(wish)
  }
  return { wanted: kept, unwanted }
}

const saysUnneeded = (tokens: readonly Token[]): boolean => after.test(wordsOf(tokens.slice(0, 5)))
