import { z } from 'zod'
import { outputField, tableField } from '../../fields.js'
import { differenceSchema, sayDifference } from '../../image/difference.js'
import { describedPictures, pictureName, readDescriptions } from '../../several/described-pictures.js'
import { findChanges, sayChanges } from '../../several/find-changes.js'
import { defineTool } from '../../tool.js'

const changeSchema = z.object({
  /** Places of the two pictures, from 1. */
  first: z.int().positive(),
  second: z.int().positive(),
  /** Things that only the first shows, that only the second shows, and what is otherwise of those on both. */
  gone: z.array(z.string()),
  come: z.array(z.string()),
  altered: z.array(z.string()),
})

export const tool = defineTool({
  id: 'changes-between',
  description:
    'Says what changed between pictures, or between frames of a video, each with the next: things that are gone or have come, how many there are, colours, and where points differ. Have each described by image-to-text first; pictures of one size may be given to image-difference, too.',
  input: z.object({
    ...describedPictures,
    differences: tableField(differenceSchema, 'The differences that image-difference found.').optional(),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'What changed from each picture to the next.'),
    changes: tableField(changeSchema, 'The same as rows, for each picture and the next.'),
  }),
  describe: ({ text }) => text,
  // What asks for it.
  phrases: [
    'what .. change',
    'what .. change between|from|in|among|across .. frame|picture|image|photo|two|both|them|these',
    'change between|from',
    'what happen between|from|in|across .. frame|picture|image|photo|two|them|these',
    'what is|are different|missing|new|added|removed|gone between|in|from <image>',
    'what is|are the? difference|differences',
    'difference|differences between|in <image>',
    'spot|find|list|tell|name .. difference|differences',
    'how .. differ|change',
    'how .. differ|change between|from|in|across .. frame|picture|image|photo',
    'before and after',
  ],
  nature: 'faithful',
  // How it runs.
  run: async ({ images, descriptions, differences = [] }) => {
    const shown = readDescriptions(images, descriptions)
    const name = (at: number) => pictureName(images, at)
    const changes = shown.slice(1).flatMap((after, at) => {
      const before = shown[at]
      return before ? [{ first: at + 1, second: at + 2, ...findChanges(before, after) }] : []
    })
    const lines = changes.map(({ first, second, ...change }) => {
      const image = images[second - 1]
      const points = differences.find((one) => one.first === first && one.second === second)
      const isReworded = descriptions[first - 1]?.trim() !== descriptions[second - 1]?.trim()
      const said =
        sayChanges(change) ??
        (isReworded ? 'the same things are shown, in another way' : 'nothing that is described changed')
      const seen = points?.share !== undefined && image ? `; ${sayDifference(points, image)}` : ''
      return `From ${name(first - 1)} to ${name(second - 1)}: ${said}${seen}.`
    })
    const each = descriptions.map((said, at) => `${name(at)} shows ${said.trim().replace(/\.$/, '')}.`)
    return { text: [...lines, ...each].join('\n'), changes }
  },
})
