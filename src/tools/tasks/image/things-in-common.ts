import { z } from 'zod'
import { formatList } from '../../../core/text.js'
import { outputField, tableField } from '../../fields.js'
import { describedPictures, pictureName, readDescriptions } from '../../several/described-pictures.js'
import { listShown, sharedAmong } from '../../several/shared-among.js'
import { defineTool } from '../../tool.js'

const sharedSchema = z.object({
  sort: z.enum(['thing', 'kind', 'colour']),
  name: z.string(),
  /** Places of the pictures that have it, from 1. */
  images: z.array(z.int().positive()),
})

export const tool = defineTool({
  id: 'things-in-common',
  description:
    'Says what several pictures have in common: the things, kinds of things and colours that the description of each names. Have each picture described by image-to-text first; it looks at nothing itself.',
  input: z.object(describedPictures),
  output: z.object({
    text: outputField(z.string(), 'text', 'What all of them have in common, or what most have.'),
    common: tableField(sharedSchema, 'What all of the pictures have.'),
    partly: tableField(sharedSchema, 'What some of them have, two or more, but not all.'),
  }),
  describe: ({ text }) => text,
  // What asks for it.
  phrases: [
    'things in common',
    'what .. in common',
    'in common',
    'what do|does .. all|both share',
    'what is|are common to|among|between <image>',
    'common|shared things|features|elements|theme|denominator',
    'what connects|unites|links <image>',
    'what .. similarities|commonalities',
  ],
  nature: 'faithful',
  // How it runs.
  run: async ({ images, descriptions }) => {
    const shown = readDescriptions(images, descriptions)
    const shared = sharedAmong(shown)
    const isCommon = ({ places }: { places: readonly number[] }) => places.length === images.length
    const common = shared.filter(isCommon)
    const partly = shared.filter((feature) => !isCommon(feature))
    const all = images.length === 2 ? 'Both' : `All ${images.length}`
    const [most] = partly
    const lines =
      common.length > 0
        ? [`${all} pictures show ${formatList(common.map(({ name }) => name))}.`]
        : [
            `Nothing that is named is shown in ${images.length === 2 ? 'both' : `all ${images.length}`} pictures.`,
            ...(most
              ? [
                  `${most.places.length} of them show ${most.name}: ${formatList(most.places.map((at) => pictureName(images, at)))}.`,
                ]
              : []),
          ]
    const each = shown.map((one, at) => `${pictureName(images, at)} shows ${listShown(one)}.`)
    return {
      text: [...lines, ...each].join('\n'),
      common: common.map(toRow),
      partly: partly.map(toRow),
    }
  },
})

const toRow = ({ places, ...feature }: ReturnType<typeof sharedAmong>[number]) => ({
  ...feature,
  images: places.map((at) => at + 1),
})
