import { z } from 'zod'
import { SwitchyardError } from '../../../core/errors.js'
import { formatCount } from '../../../core/text.js'
import { imagesField, outputField, tableField, textsField } from '../../fields.js'
import type { LocalContext, Pipe } from '../../local-adapter.js'
import { defineTool } from '../../tool.js'
import { cosine, unitVector, vectorToText } from '../../vectors.js'

const similaritySchema = z.object({
  /** Places in the lists, from 1. */
  image: z.int().positive(),
  text: z.int().positive(),
  similarity: z.number().min(-1).max(1),
})
type Similarity = z.output<typeof similaritySchema>

const inputSchema = z.object({
  images: imagesField('The pictures.').optional(),
  texts: textsField('The texts, such as descriptions.').optional(),
})
type Input = z.output<typeof inputSchema>

const vectorsSchema = z.array(z.instanceof(Float32Array))

export const tool = defineTool({
  id: 'image-text-similarity',
  description:
    'Says how well texts describe pictures, each by itself: the cosine of CLIP, from -1 to 1, higher for a better fit. Use it to filter or to rank; to choose among labels use zero-shot-image-classification. Given pictures alone or texts alone it computes their vectors, for search.',
  input: inputSchema,
  output: z.object({
    text: outputField(z.string(), 'text', 'Which picture and text fit best.'),
    similarity: outputField(
      z.number().min(-1).max(1).optional(),
      'text',
      'How well those two fit, -1 to 1; with pictures and texts.',
    ),
    pairs: tableField(similaritySchema, 'Each picture with each text, the best fit first.'),
    vectors: outputField(
      z.array(z.string()).optional(),
      'table',
      'With pictures or texts alone: a vector of length 1 for each, as base64 of 32-bit floats, little-endian.',
    ),
  }),
  describe: ({ text }) => text,
  // What asks for it.
  phrases: [
    'image text similarity',
    'clip score',
    'how well .. fit|match|describe <image>',
    'how well <image> fit|match',
  ],
  modelsOf: ['zero-shot-image-classification'],
  // How it runs.
  local: {
    early: true,
    run: async (pipe, input, context) => {
      const [output] = await compareAll(pipe, [input], context)
      if (!output) throw new SwitchyardError('INTERNAL', 'Nothing was compared.')
      return output
    },
    // Safe for pictures of any size: CLIP and its like scale and crop each to one square.
    runBatch: compareAll,
  },
})

/** Each tower reads what all of the calls hold. */
async function compareAll(pipe: Pipe, inputs: readonly Input[], context: LocalContext) {
  const bare = inputs.some(({ images, texts }) => !images && !texts)
  if (bare)
    throw new SwitchyardError('INVALID_REQUEST', 'There is nothing to compare. Give pictures, texts or both.')
  const pictures = inputs.flatMap(({ images = [] }) => images)
  // Decoded when their turn comes: many large ones would not fit into memory at once.
  const vectorsOf = async (kind: string, items: readonly unknown[]) =>
    items.length === 0 ? [] : vectorsSchema.parse(await pipe(kind, items, context.turn)).map(unitVector)
  const ofImages = await vectorsOf(
    'images',
    pictures.map((picture) => () => context.undecoded(picture)),
  )
  const ofTexts = await vectorsOf(
    'texts',
    inputs.flatMap(({ texts = [] }) => texts),
  )
  let [image, text] = [0, 0]
  return inputs.map(({ images = [], texts = [] }) => {
    const own = {
      images: ofImages.slice(image, image + images.length),
      texts: ofTexts.slice(text, text + texts.length),
    }
    image += images.length
    text += texts.length
    return compare(own.images, own.texts)
  })
}

function compare(images: readonly Float32Array[], texts: readonly Float32Array[]) {
  const pairs = images
    .flatMap((one, image) =>
      texts.map((other, text) => ({ image: image + 1, text: text + 1, similarity: cosine(one, other) })),
    )
    .sort((a, b) => b.similarity - a.similarity)
  const [best] = pairs
  if (best) return { text: say(best, pairs.length), similarity: best.similarity, pairs }
  const vectors = [...images, ...texts]
  return {
    text: `It computed ${formatCount(vectors.length, 'vector')}.`,
    pairs,
    vectors: vectors.map(vectorToText),
  }
}

function say({ image, text, similarity }: Similarity, count: number): string {
  const score = `similarity ${similarity.toFixed(2)}, from -1 to 1`
  return count === 1
    ? `The text fits the picture with ${score}.`
    : `Text ${text} and picture ${image} fit best (${score}).`
}
