import type { Plan, StepValue } from '../plan.js'
import { parseReference } from '../reference.js'
import { toolSchema } from '../tool-schema.js'
import { literalSource, type PlanBuilder, type Source } from './builder.js'

const describing = 'image-to-text'
const classifying = 'image-classification'
const comparing = 'zero-shot-image-classification'

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
  const caption = builder.tool(describing)
  const classify = builder.tool(classifying)
  const compare = builder.tool(comparing)
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

/** The steps of a plan that together tell whether things are in a picture. */
export interface PresenceCheck {
  /** What is looked for, as the plan has it: words, or a template such as `{{s1.text}}`. */
  things: readonly string[]
  /** The step that describes the picture, if there is one. */
  description: string | undefined
  /** The step that sets the things against what else the picture may show. */
  comparison: string
}

/** Finds what `checkPresence` planned: things set against the likely labels of the same picture. */
export function presenceChecks({ steps }: Plan): PresenceCheck[] {
  return steps.flatMap(({ id, tool, input: { image, labels } }) => {
    if (tool !== comparing || !Array.isArray(labels)) return []
    const words = labels.filter((label) => typeof label === 'string')
    const likely = parseReference(words.at(-1) ?? '')?.root
    const ofPicture = (wanted: string) =>
      steps.filter((step) => step.tool === wanted && step.input.image === image)
    if (!ofPicture(classifying).some((step) => step.id === likely)) return []
    const things = words.slice(0, -1).filter((word) => !parseReference(word))
    return [{ things, description: ofPicture(describing)[0]?.id, comparison: id }]
  })
}
