import type { PlanBuilder } from './builder.js'
import { sortsByExamples } from './capabilities.js'
import { readExamples } from './words/examples.js'
import { tokenize } from './words/tokens.js'

/**
 * "image1 and image2 are cats, image3 is a dog: which is image4?" by the tool that sorts by examples. Returns whether the request
 * is one of that kind, and is planned.
 */
export function planByExample(builder: PlanBuilder): boolean {
  const { text, media } = builder.request
  const pictures = builder.media.image ?? []
  const tool = builder.find(sortsByExamples('image'))
  if (!tool || pictures.length < 3) return false
  const said = readExamples(tokenize(text, media), pictures)
  if (!said) return false
  builder.add(tool, {
    examples: said.examples.map(({ name }) => `$${name}`),
    exampleLabels: said.examples.map(({ label }) => label),
    images: said.asked.map((name) => `$${name}`),
  })
  return true
}
