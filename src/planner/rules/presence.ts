import { toolSchema } from '../../plan/tool-schema.js'
import { literalSource, type PlanBuilder, type Source } from './builder.js'
import { choosesForPictures, labelsPictures, tells } from './capabilities.js'

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
  const caption = builder.find(tells('image'))
  const compare = builder.find(choosesForPictures)
  if (!caption && !compare) return undefined
  const results: Source[] = []
  const looked = things.map(({ isLiteral, value, inText }) => (isLiteral ? value : inText))
  for (const { value: image } of pictures) {
    const described = caption && builder.add(caption, { image })
    if (described) results.push(...builder.outputsOf(described))
    if (looked.length === 0) continue
    const compared = compare && builder.add(compare, { image, labels: [...looked, besides(builder, image)] })
    if (compared && !described) results.push(...builder.outputsOf(compared))
    builder.checks.push({
      things: looked,
      among: 'image',
      ...(described && { told: described.id }),
      ...(compared && { compared: compared.id }),
    })
  }
  return results
}

/** What else a picture may show, as a label or labels. */
function besides(builder: PlanBuilder, image: string): string {
  const classify = builder.find(labelsPictures)
  if (!classify) return literalSource('something else').value
  const topK = toolSchema(classify).input.has('topK') ? { topK: 3 } : {}
  return `$${builder.add(classify, { image, ...topK }).id}.labels.label`
}
