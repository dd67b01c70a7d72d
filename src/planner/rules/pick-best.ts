import { cued } from '../../core/patterns/cued.js'
import { listOperators } from '../../plan/operators.js'
import { thingsOfKind } from '../../tools/text/common-things.js'
import { literalSource, mediaSource, type PlanBuilder, type Source } from './builder.js'
import { choosesForPictures, saysHowWordsFit } from './capabilities.js'
import type { Token } from './words/tokens.js'

export const operator = (id: string) => listOperators.find((tool) => tool.id === id)

/** The longest or the shortest of several texts, by a step that picks it. Undefined: there are not several. */
export function pickByLength(
  builder: PlanBuilder,
  texts: readonly Source[],
  order: 'longest' | 'shortest',
): Source | undefined {
  const best = operator('best')
  if (!best || texts.length < 2 || texts.some(({ modality }) => modality !== 'text')) return undefined
  const step = builder.add(best, { items: texts.map(({ value }) => value), order })
  return mediaSource(`${step.id}.item`, 'text')
}

/**
 * How well words fit each of several pictures, as references to numbers: by a tool that says so, else each is set against the words
 * and something else. Undefined: no tool that may run compares pictures with words.
 */
export function fitScores(
  builder: PlanBuilder,
  images: readonly Source[],
  words: string,
): string[] | undefined {
  const [fit, compare, filter] = [
    builder.find(saysHowWordsFit),
    builder.find(choosesForPictures),
    operator('filter'),
  ]
  const thing = literalSource(words).value
  // A picture is of a kind as far as it is of one of the things of that kind.
  const texts = [thing, ...(thingsOfKind(words.split(' ').at(-1) ?? '') ?? [])]
  if (fit && builder.mayRun(fit))
    return images.map(({ value }) => `$${builder.add(fit, { images: [value], texts }).id}.similarity`)
  if (!compare || !filter || !builder.mayRun(compare)) return undefined
  return images.map(({ value: image }) => {
    const compared = builder.add(compare, { image, labels: [thing, 'something else'] })
    const own = builder.add(filter, {
      items: `$${compared.id}.labels`,
      by: `$${compared.id}.labels.label`,
      keep: { is: thing },
    })
    return `$${own.id}.items[0].score`
  })
}

/** The pictures that fit words best, as many as are wanted. Undefined: there are not several, or no tool compares pictures with words. */
export function pickByFit(
  builder: PlanBuilder,
  images: readonly Source[],
  words: string,
  take = 1,
): Source[] | undefined {
  const [best, sort] = [operator('best'), operator('sort')]
  const scores = images.length > 1 ? fitScores(builder, images, words) : undefined
  if (!scores || !best || !sort) return undefined
  const list = { items: images.map(({ value }) => value), by: scores }
  if (take === 1) return [mediaSource(`${builder.add(best, { ...list, order: 'most' }).id}.item`, 'image')]
  const step = builder.add(sort, { ...list, order: 'descending', take })
  return images.slice(0, take).map((_, at) => mediaSource(`${step.id}.items[${at}]`, 'image'))
}

const lengthWord = cued(
  'est',
  /\b(longest|shortest|briefest)(?: (?:one )?(?:of|among) (?:the|these|those|all|both|all the))?$/,
)

/** "The longest transcript", "the shortest of the captions": which of several results is wanted, by the words before their name. */
export function lengthWanted(sentence: readonly Token[], start: number): 'longest' | 'shortest' | undefined {
  const before = sentence
    .slice(Math.max(0, start - 5), start)
    .map(({ text }) => text.toLowerCase())
    .join(' ')
  const word = lengthWord.exec(before)?.[1]
  return word === undefined ? undefined : word === 'longest' ? 'longest' : 'shortest'
}
