import { placeholdersIn } from '../../../media/placeholders.js'
import { literalSource, type PlanBuilder } from '../builder.js'
import { followsOver } from '../capabilities.js'

/**
 * Plans words with pictures between them ("This is the plan: {image1}. This is what was built: {image2}. What is missing?") for a
 * model that sees, in their order. Returns whether it is a request of that kind, and planned.
 */
export function planInPlaces(builder: PlanBuilder): boolean {
  const { text } = builder.request
  const tool = builder.find(followsOver('image'))
  const places = placeholdersIn(text)
  const names = [...new Set(places.map(({ name }) => name))]
  const isSeen = names.length > 1 && names.every((name) => builder.media.image?.includes(name))
  if (!tool || !isSeen || !builder.mayRun(tool)) return false
  let instruction = ''
  let from = 0
  // The tool counts the pictures that it is given, from 1.
  for (const { name, start, end } of places) {
    instruction += `${text.slice(from, start)}{image${names.indexOf(name) + 1}}`
    from = end
  }
  builder.add(tool, {
    images: names.map((name) => `$${name}`),
    instruction: literalSource(instruction + text.slice(from)).value,
  })
  return true
}
