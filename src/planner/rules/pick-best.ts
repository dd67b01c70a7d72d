import { listOperators } from '../../plan/operators.js'
import { literalSource, mediaSource, type PlanBuilder, type Source } from './builder.js'
import { choosesForPictures } from './capabilities.js'
import type { Token } from './words/tokens.js'

const operator = (id: string) => listOperators.find((tool) => tool.id === id)

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
 * The picture that fits words best. Each is set against the words and something else, and the one with the highest score for the
 * words is picked. Undefined: there are not several, or no tool compares pictures with words.
 */
export function pickByFit(
  builder: PlanBuilder,
  images: readonly Source[],
  words: string,
): Source | undefined {
  const [compare, best, filter] = [builder.find(choosesForPictures), operator('best'), operator('filter')]
  if (!compare || !best || !filter || images.length < 2) return undefined
  const thing = literalSource(words).value
  const scores = images.map(({ value: image }) => {
    const compared = builder.add(compare, { image, labels: [thing, 'something else'] })
    const own = builder.add(filter, {
      items: `$${compared.id}.labels`,
      by: `$${compared.id}.labels.label`,
      keep: { is: thing },
    })
    return `$${own.id}.items[0].score`
  })
  const step = builder.add(best, { items: images.map(({ value }) => value), by: scores, order: 'most' })
  return mediaSource(`${step.id}.item`, 'image')
}

/** "The longest transcript", "the shortest of the captions": which of several results is wanted, by the words before their name. */
export function lengthWanted(sentence: readonly Token[], start: number): 'longest' | 'shortest' | undefined {
  const before = sentence
    .slice(Math.max(0, start - 5), start)
    .map(({ text }) => text.toLowerCase())
    .join(' ')
  const word =
    /\b(longest|shortest|briefest)(?: (?:one )?(?:of|among) (?:the|these|those|all|both|all the))?$/.exec(
      before,
    )?.[1]
  return word === undefined ? undefined : word === 'longest' ? 'longest' : 'shortest'
}
