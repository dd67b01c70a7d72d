import { placeholdersIn } from '../../media/placeholders.js'
import type { AnyTool } from '../../tools/tool.js'
import { literalSource, type PlanBuilder } from './builder.js'
import { followsOver, sortsByExamples } from './capabilities.js'
import { readExamples } from './words/examples.js'
import { tokenize } from './words/tokens.js'

/**
 * Plans requests about several pictures at once: sorting by examples, and words with pictures between them. Returns whether it
 * is a request of that kind, and planned.
 */
export function planSeveralPictures(builder: PlanBuilder): boolean {
  if ((builder.media.image ?? []).length < 2) return false
  const [sorter, seer] = [builder.find(sortsByExamples('image')), builder.find(followsOver('image'))]
  const isRunnable = (tool: AnyTool | undefined): boolean => tool !== undefined && builder.mayRun(tool)
  // A model that sees can do what the other does, and no more than say that it can't run is left where neither may.
  const isSorted = sorter !== undefined && (isRunnable(sorter) || !isRunnable(seer))
  if (isSorted && sortByExamples(builder, sorter)) return true
  return seer !== undefined && isRunnable(seer) && askInPlaces(builder, seer)
}

/** "image1 and image2 are cats, image3 is a dog: which is image4?" */
function sortByExamples(builder: PlanBuilder, tool: AnyTool): boolean {
  const { text, media } = builder.request
  const said = readExamples(tokenize(text, media), builder.media.image ?? [])
  if (!said) return false
  builder.add(tool, {
    examples: said.examples.map(({ name }) => `$${name}`),
    exampleLabels: said.examples.map(({ label }) => label),
    images: said.asked.map((name) => `$${name}`),
  })
  return true
}

/** "This is the plan: {image1}. This is what was built: {image2}. What is missing?", in its order, by a model that sees. */
function askInPlaces(builder: PlanBuilder, tool: AnyTool): boolean {
  const { text } = builder.request
  const places = placeholdersIn(text)
  const names = [...new Set(places.map(({ name }) => name))]
  if (names.length < 2 || names.some((name) => !builder.media.image?.includes(name))) return false
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
