import { z } from 'zod'
import { formatCount, formatList, formatPercent } from '../../../core/text.js'
import { shareOfWhite } from '../../../media/mask-share.js'
import { imageField, imagesField, tableField } from '../../fields.js'
import { rawImageSchema } from '../../local/outputs.js'
import { defineTool } from '../../tool.js'

const pipelineOutput = z.array(
  z.object({ label: z.string().nullable(), score: z.number().nullable(), mask: rawImageSchema }),
)

export const tool = defineTool({
  id: 'image-segmentation',
  description:
    'Divides a picture into regions (sky, road, person) and returns a black and white mask for each with the share of the picture that it covers. It knows only the kinds of region it was trained on.',
  input: z.object({ image: imageField('The picture.') }),
  output: z.object({
    segments: tableField(
      z.object({
        label: z.string(),
        /** Absent where the model gives none (semantic segmentation). */
        score: z.number().min(0).max(1).optional(),
        /** How much of the picture it covers, 0 to 1. */
        share: z.number().min(0).max(1),
      }),
      'The regions, the largest first.',
    ),
    masks: imagesField('A mask for each region, white where it is, in the order of the segments.', {
      min: 0,
    }),
  }),
  describe: ({ segments }) => {
    if (segments.length === 0) return 'It made out no regions.'
    const lines = segments
      .slice(0, 6)
      .map(({ label, share }) => `${label} (${formatPercent(share)} of the picture)`)
    const rest = segments.length > 6 ? ', and smaller ones' : ''
    return `It made out ${formatCount(segments.length, 'region')}: ${formatList(lines)}${rest}.`
  },
  // What asks for it.
  phrases: [
    'image segmentation',
    'segment',
    'segmentation',
    'mask',
    'cut .. out',
    'outline',
    'silhouette',
    'split|divide|separate|partition <image> .. segment|region|part|area',
    'separate|isolate .. region|segment|object|area',
  ],
  results: ['segmented image|picture|photo|region'],
  standsInFor: ['background-removal'],
  modelsOf: ['background-removal'],
  // How it runs.
  local: {
    async run(pipe, { image }, context) {
      // Absent, panoptic models log a warning; `subtask` is left to the library, which throws on some values.
      const output = await pipe(await context.image(image), { label_ids_to_fuse: new Set() })
      const regions = pipelineOutput
        .parse(output)
        .map(({ label, score, mask }) => ({
          label: label ?? 'foreground',
          score,
          mask,
          share: shareOfWhite(mask.data),
        }))
        .filter(({ share }) => share > 0)
        .sort((a, b) => b.share - a.share)
      const masks = []
      for (const { label, mask } of regions) masks.push(await context.saveImage(mask, `${label} mask`))
      const segments = regions.map(({ label, score, share }) => ({
        label,
        share,
        ...(score !== null && { score }),
      }))
      return { segments, masks }
    },
  },
  remote: {
    async run(client, { image }, { target, blob, save, maskShare }) {
      const found = await client.imageSegmentation({ ...target, inputs: await blob(image) })
      const regions = []
      for (const { label, score, mask } of found) {
        const png = Buffer.from(mask, 'base64')
        const saved = await save(png, 'image', `${label} mask`)
        regions.push({ label, score, mask: saved, share: await maskShare(saved) })
      }
      const covering = regions.filter(({ share }) => share > 0).sort((a, b) => b.share - a.share)
      return {
        segments: covering.map(({ label, share, score }) => ({
          label,
          share,
          // Semantic segmentation has none; some servers then say 1, others nothing.
          ...(typeof score === 'number' && { score: Math.min(1, Math.max(0, score)) }),
        })),
        masks: covering.map(({ mask }) => mask),
      }
    },
  },
})
