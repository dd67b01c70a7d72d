import { z } from 'zod'
import { SwitchyardError } from '../../../core/errors.js'
import { formatPercent } from '../../../core/text.js'
import { shareOfWhite } from '../../../media/mask-share.js'
import { imageField, optionField, outputField } from '../../fields.js'
import { pictureSize } from '../../local/picture-size.js'
import { markOut } from '../../local/seeing/mark-out.js'
import { defineTool } from '../../tool.js'

const pointSchema = z.object({
  x: z.number(),
  y: z.number(),
  /** Whether the point is on the thing; false: it is on what is not meant. */
  isPart: z.boolean().default(true),
})
const boxSchema = z
  .object({ xmin: z.number(), ymin: z.number(), xmax: z.number(), ymax: z.number() })
  .refine(({ xmin, ymin, xmax, ymax }) => xmax > xmin && ymax > ymin, {
    error: 'must have xmax above xmin and ymax above ymin',
  })

export const tool = defineTool({
  id: 'mask-generation',
  description:
    'Marks out one thing on a picture, given by points on it or a box around it in pixels (a box of object-detection, say), with a black and white mask. Without either it takes what is in the middle. It does not name the thing; for all regions with their names use image-segmentation.',
  input: z.object({
    image: imageField('The picture.'),
    points: optionField(
      z.array(pointSchema).min(1).max(32).optional(),
      'Points on the thing, in pixels from the upper left corner; `isPart: false` for points that are on something else.',
    ),
    box: optionField(boxSchema.optional(), 'A box around the thing, in pixels from the upper left corner.'),
  }),
  output: z.object({
    mask: imageField('The mask, white on the thing, as large as the picture.'),
    share: outputField(z.number().min(0).max(1), 'text', 'How much of the picture the thing covers, 0 to 1.'),
    score: outputField(z.number().min(0).max(1), 'text', 'How sure the model is of the outline, 0 to 1.'),
  }),
  describe: ({ share, score }, { points, box }) => {
    const where = box ? 'in the box' : points ? 'at the points' : 'in the middle'
    if (share === 0) return `It found nothing ${where} to mark out.`
    return `It marked out what is ${where}: ${formatPercent(share)} of the picture (sure to ${formatPercent(score)}).`
  },
  // What asks for it.
  phrases: ['mask generation', 'segment anything', 'mark out what', 'mask of what'],
  // How it runs.
  local: {
    async run(pipe, { image, points = [], box }, context) {
      const { width, height } = await pictureSize(image, context)
      assertInside({ points, box }, { width, height })
      const middle = { x: width / 2, y: height / 2, isPart: true }
      const place = { points: points.length > 0 || box ? points : [middle], box }
      const { mask, score } = await markOut(pipe, image, place, context)
      return { mask: await context.saveImage(mask, 'mask'), share: shareOfWhite(mask.data), score }
    },
  },
})

/** @throws SwitchyardError `INVALID_REQUEST` */
function assertInside(
  {
    points,
    box,
  }: { points: readonly { x: number; y: number }[]; box: z.infer<typeof boxSchema> | undefined },
  { width, height }: { width: number; height: number },
): void {
  const corners = box
    ? [
        { x: box.xmin, y: box.ymin },
        { x: box.xmax, y: box.ymax },
      ]
    : []
  const outside = [...points, ...corners].find(({ x, y }) => x < 0 || y < 0 || x > width || y > height)
  if (outside)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `The place ${outside.x}, ${outside.y} is not on the picture, which is ${width} x ${height} pixels. Give places in pixels from its upper left corner.`,
      { details: { ...outside, width, height } },
    )
}
