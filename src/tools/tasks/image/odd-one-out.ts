import { z } from 'zod'
import { SwitchyardError } from '../../../core/errors.js'
import type { Media } from '../../../media/media.js'
import { imagesField, optionField, outputField, tableField, textsField } from '../../fields.js'
import { pictureName, readDescriptions } from '../../several/described-pictures.js'
import { type Apart, findOddOne, type OddOne } from '../../several/find-odd-one.js'
import type { Shown } from '../../several/read-shown.js'
import { listShown } from '../../several/shared-among.js'
import { defineTool } from '../../tool.js'

const pairSchema = z.object({
  first: z.int().positive(),
  second: z.int().positive(),
  similarity: z.number().min(-1).max(1),
})

const apartSchema = z.object({
  /** Its place among the pictures, from 1. */
  place: z.int().positive(),
  /** How alike it is to the others in the mean, and they to each other. */
  toOthers: z.number(),
  amongOthers: z.number(),
})

export const tool = defineTool({
  id: 'odd-one-out',
  description:
    'Says which of three or more pictures is the odd one out, and why: the one that lacks what the descriptions of all others name, or looks least like the others by a clear margin; or that none stands out. Give it the descriptions of image-to-text and the "pairs" of image-feature-extraction; either may be left out.',
  input: z.object({
    images: imagesField('The pictures to choose from, three or more.', { min: 3 }),
    descriptions: textsField(
      'What each of the pictures shows, in their order: the text of image-to-text.',
    ).optional(),
    pairs: tableField(pairSchema, 'How alike they are: the pairs of image-feature-extraction.').optional(),
    leastMargin: optionField(
      z.number().min(0).max(2).default(0.1),
      'How much farther than the next it must be from the others to stand out by its looks, in similarity.',
    ),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'Which is the odd one out and why, or that none stands out.'),
    place: outputField(
      z.int().positive().optional(),
      'text',
      'Its place among the pictures, from 1; absent where none stands out.',
    ),
    by: outputField(z.enum(['both', 'descriptions', 'looks', 'nothing']), 'text', 'What tells it apart.'),
    margin: outputField(
      z.number().optional(),
      'text',
      'How much farther it is from the others than the next, in similarity; with pairs.',
    ),
    apart: tableField(apartSchema, 'Each picture with how alike it is to the others, the least alike first.'),
  }),
  describe: ({ text }) => text,
  // What asks for it.
  phrases: [
    'odd one|man|picture|photo|image out?',
    'which|what .. do|does not belong|fit|match',
    'which|what .. stand|stands|stick|sticks out',
    'which|what .. outlier|exception|intruder',
    'which|what .. different|unlike .. others|rest',
    'which|what .. differ from .. others|rest',
  ],
  nature: 'faithful',
  // How it runs.
  run: async ({ images, descriptions, pairs = [], leastMargin }) => {
    const count = images.length
    assertPairs(pairs.length, count, descriptions !== undefined)
    const shown = descriptions ? readDescriptions(images, descriptions) : []
    const found = findOddOne({ shown, pairs, count, leastMargin })
    return {
      text: say(found, images, shown),
      ...(found.at !== undefined && { place: found.at + 1 }),
      by: found.by,
      ...(found.margin !== undefined && { margin: found.margin }),
      apart: found.apart.map(({ at, toOthers, amongOthers }) => ({ place: at + 1, toOthers, amongOthers })),
    }
  },
})

function assertPairs(given: number, pictures: number, isDescribed: boolean): void {
  const expected = (pictures * (pictures - 1)) / 2
  if (given === expected || (given === 0 && isDescribed)) return
  throw new SwitchyardError(
    'INVALID_REQUEST',
    `${pictures} pictures make ${expected} pairs; ${given} are given. Give the pairs that image-feature-extraction finds among the same pictures, or a description of each.`,
    { details: { pictures, pairs: given } },
  )
}

function say(
  { at, by, lacks, byLooks, apart }: OddOne,
  images: readonly Media[],
  shown: readonly Shown[],
): string {
  const name = (place: number) => pictureName(images, place)
  const shows = shown.map((one, place) => `${name(place)} shows ${listShown(one)}`)
  if (at === undefined) {
    const [least] = apart
    const why = least
      ? `the least like the others is ${name(least.at)} (${inNumbers(least)}), and not by a clear margin`
      : 'none alone lacks what the descriptions of all others name'
    return lines(`None stands out: ${why}.`, ...shows.map((line) => `${line}.`))
  }
  const other = lacks && byLooks && byLooks.at !== at ? byLooks : undefined
  return lines(
    `${name(at)} is the odd one out: ${lacks ? `all others show ${lacks.name}` : 'it looks the least like the others'}.`,
    byLooks &&
      !other &&
      `${lacks ? 'It also looks the least like them' : 'That is how alike they are'}: ${inNumbers(byLooks)}.`,
    other && `By their looks alone it would be ${name(other.at)}: ${inNumbers(other)}.`,
    by === 'descriptions' && !other && apart.length > 0 && 'By their looks none stands out clearly.',
    ...shows.map((line) => `${line}.`),
  )
}

const lines = (...said: (string | false | undefined)[]): string => said.filter(Boolean).join('\n')

const inNumbers = ({ toOthers, amongOthers }: Apart): string =>
  `similarity ${toOthers.toFixed(2)} to the others, which have ${amongOthers.toFixed(2)} among themselves`
