import type { StepValue } from '../plan.js'
import { toolSchema } from '../tool-schema.js'
import { literalSource, type PlanBuilder, type Source } from './builder.js'

/**
 * Whether something is in a picture. A classifier that only knows the thing asked for and "something else" says yes to
 * nearly anything; put beside the labels that another classifier thinks likely, the thing has to win against what else
 * the picture may show. The description lets people see for themselves.
 *
 * @param things what to look for: words, or texts that other steps give
 * @returns what came out: descriptions, else the verdicts; undefined when no tool for it is offered
 */
export function checkPresence(
  builder: PlanBuilder,
  pictures: readonly Source[],
  things: readonly Source[],
): Source[] | undefined {
  const caption = builder.tool('image-to-text')
  const classify = builder.tool('image-classification')
  const compare = builder.tool('zero-shot-image-classification')
  if (!caption && !compare) return undefined
  const results: Source[] = []
  for (const { value: image } of pictures) {
    if (caption) results.push(...builder.outputsOf(builder.add(caption, { image })))
    if (!compare || things.length === 0) continue
    const labels: StepValue[] = things.map(({ isLiteral, value, inText }) => (isLiteral ? value : inText))
    if (classify) {
      const topK = toolSchema(classify).input.has('topK') ? { topK: 3 } : {}
      const likely = builder.add(classify, { image, ...topK })
      labels.push(`$${likely.id}.labels.label`)
    } else labels.push(literalSource('something else').value)
    const verdict = builder.add(compare, { image, labels })
    if (!caption) results.push(...builder.outputsOf(verdict))
  }
  return results
}
