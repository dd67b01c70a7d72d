import { z } from 'zod'
import { imagesField, outputField, tableField } from '../../fields.js'
import { embedPictures } from '../../image/embed-pictures.js'
import { defineTool } from '../../tool.js'
import { cosine } from '../../vectors.js'

const similaritySchema = z.object({
  /** Places in the list of pictures, from 1. */
  first: z.int().positive(),
  second: z.int().positive(),
  similarity: z.number().min(-1).max(1),
})

export const tool = defineTool({
  id: 'image-feature-extraction',
  description:
    'Compares two or more pictures: how alike each pair is, from -1 to 1, and which two are the most alike. It judges content and style together and does not say why.',
  input: z.object({ images: imagesField('The pictures to compare, two or more.', { min: 2 }) }),
  output: z.object({
    text: outputField(z.string(), 'text', 'Which two pictures are the most alike.'),
    similarity: outputField(z.number().min(-1).max(1), 'text', 'How alike those two are, -1 to 1.'),
    pairs: tableField(similaritySchema, 'Each pair of pictures with its similarity, the most alike first.'),
  }),
  describe: ({ text, pairs }) => {
    const rest = pairs
      .slice(1, 4)
      .map(({ first, second, similarity }) => `${first} and ${second} ${similarity.toFixed(2)}`)
    return rest.length > 0 ? `${text} Then ${rest.join(', ')}.` : text
  },
  // What asks for it.
  phrases: [
    'image feature extraction',
    'compare',
    'similar',
    'alike',
    'similarity',
    'identical',
    'how similar|alike',
    'differ',
    'difference',
    'the same',
    '^ is|are they|it|these|those|both about? the same',
    'the same picture|photo|image|thing|scene',
  ],
  modelsOf: ['zero-shot-image-classification', 'feature-extraction'],
  // How it runs.
  local: {
    async run(pipe, { images }, context) {
      const embeddings = await embedPictures(pipe, images, context)
      const pairs = embeddings
        .flatMap((one, at) =>
          embeddings.slice(at + 1).map((other, later) => ({
            first: at + 1,
            second: at + later + 2,
            similarity: cosine(one, other),
          })),
        )
        .sort((a, b) => b.similarity - a.similarity)
      const best = pairs[0] ?? { first: 1, second: 2, similarity: 0 }
      return { text: say(best, images.length), similarity: best.similarity, pairs }
    },
  },
})

function say({ first, second, similarity }: z.output<typeof similaritySchema>, count: number): string {
  const score = `similarity ${similarity.toFixed(2)} of 1`
  if (count > 2) return `Pictures ${first} and ${second} are the most alike (${score}).`
  const words = similarity > 0.95 ? 'almost the same' : similarity > 0.7 ? 'alike' : 'not much alike'
  return `The two pictures are ${words} (${score}).`
}
