import type { Tensor } from '@huggingface/transformers'
import { z } from 'zod'
import type { Media } from '../../../media/media.js'
import { type Box, chooseMask } from '../../image/choose-mask.js'
import type { LocalContext, Picture, Pipe } from '../../local-adapter.js'
import { inside } from '../inside.js'
import { createFeatureCache, type FeatureCache } from './feature-cache.js'
import { tensorLikeSchema } from './tensor-like.js'

/** Memory for the features of pictures, for each model: some sixteen pictures of SAM's. */
const cacheBytes = 128_000_000

interface Embedded {
  embeddings: Readonly<Record<string, Tensor>>
  /** Height and width, of the picture and as the model was given it. */
  original: [number, number]
  reshaped: [number, number]
}

/** A place on a picture, in pixels. */
export interface PlaceOnPicture {
  points: readonly { x: number; y: number; isPart: boolean }[]
  box?: Box | undefined
}

const sizesSchema = z.array(z.tuple([z.number(), z.number()])).min(1)
const processedSchema = z.looseObject({
  pixel_values: tensorLikeSchema,
  original_sizes: sizesSchema,
  reshaped_input_sizes: sizesSchema,
})
const outputsSchema = z.looseObject({ iou_scores: tensorLikeSchema, pred_masks: tensorLikeSchema })
type Call = (...args: unknown[]) => unknown
const callSchema = z.custom<Call>((value) => typeof value === 'function')
/** A method of a thing of the library, whose callable things have no `bind`. */
const method =
  (owner: unknown, name: string): Call =>
  (...args) =>
    Reflect.apply(callSchema.parse(inside(owner, name)), owner, args)

const caches = new WeakMap<Pipe, FeatureCache<Embedded>>()

/**
 * Marks out what is at a place, with a model of SAM's kind. A picture goes through its vision tower once.
 * @returns a mask of the size of the picture, white on what is there, and how sure the model is of its outline, 0 to 1
 */
export async function markOut(
  pipe: Pipe,
  image: Media,
  { points, box }: PlaceOnPicture,
  context: LocalContext,
): Promise<{ mask: Picture; score: number }> {
  const { embeddings, original, reshaped } = await embed(pipe, image, context)
  const { image_processor: prepare } = z
    .looseObject({ image_processor: z.unknown() })
    .parse(inside(pipe.processor, 'components'))
  const scaled = (value: unknown, isBox: boolean) =>
    method(prepare, 'reshape_input_points')(value, [original], [reshaped], isBox)
  const takes = z
    .array(z.string())
    .parse(inside(pipe.model, 'sessions', 'prompt_encoder_mask_decoder', 'inputNames'))
  const corners = box && [box.xmin, box.ymin, box.xmax, box.ymax]
  // Networks without an input for boxes are shown the middle of it.
  const asPoint = corners && !takes.includes('input_boxes')
  const shown = asPoint
    ? [...points, { x: (box.xmin + box.xmax) / 2, y: (box.ymin + box.ymax) / 2, isPart: true }]
    : points
  const inputPoints = shown.length > 0 ? scaled([shown.map(({ x, y }) => [x, y])], false) : undefined
  const labels = [shown.map(({ isPart }) => (isPart ? 1 : 0))]
  const outputs = outputsSchema.parse(
    await pipe({
      ...embeddings,
      ...(shown.length > 0 && {
        input_points: inputPoints,
        input_labels: method(prepare, 'add_input_labels')(labels, inputPoints),
      }),
      ...(corners && !asPoint && { input_boxes: scaled([[corners]], true) }),
    }),
  )
  const scores = z.array(z.number()).parse([...outputs.iou_scores.data].map(Number))
  const [height = 0, width = 0] = outputs.pred_masks.dims.slice(-2)
  const wanted = box && inMask(box, { prepare, original, reshaped, width, height })
  const chosen = chooseMask({ values: valuesOf(outputs.pred_masks), width, height }, scores, wanted)
  const one = outputs.pred_masks.slice(null, null, [chosen, chosen + 1])
  const [mask] = z
    .array(tensorLikeSchema)
    .parse(await method(pipe.processor, 'post_process_masks')(one, [original], [reshaped]))
  if (!mask) throw new Error('the model returned no mask')
  const [rows, columns] = original
  const data = Uint8Array.from(valuesOf(mask), (value) => (value ? 255 : 0))
  return {
    mask: { data, width: columns, height: rows, channels: 1 },
    score: Math.min(1, Math.max(0, scores[chosen] ?? 0)),
  }
}

async function embed(pipe: Pipe, image: Media, context: LocalContext): Promise<Embedded> {
  const cache =
    caches.get(pipe) ??
    createFeatureCache<Embedded>(cacheBytes, ({ embeddings }) =>
      Object.values(embeddings).reduce((bytes, { data }) => bytes + data.length * 4, 0),
    )
  caches.set(pipe, cache)
  const known = cache.get(image.digest)
  if (known) return known
  const processed = processedSchema.parse(await method(pipe, 'processor')(await context.image(image)))
  const embeddings = z
    .record(z.string(), tensorLikeSchema)
    .parse(await method(pipe.model, 'get_image_embeddings')({ pixel_values: processed.pixel_values }))
  const [original] = processed.original_sizes
  const [reshaped] = processed.reshaped_input_sizes
  if (!original || !reshaped) throw new Error('the processor says no sizes')
  const seen = { embeddings, original, reshaped }
  cache.set(image.digest, seen)
  return seen
}

/** A box on the picture as one on the masks, which are a small copy of the padded picture. */
function inMask(
  box: Box,
  {
    prepare,
    original,
    reshaped,
    width,
    height,
  }: {
    prepare: unknown
    original: [number, number]
    reshaped: [number, number]
    width: number
    height: number
  },
): Box {
  const padded = z.object({ height: z.number(), width: z.number() }).safeParse(inside(prepare, 'pad_size'))
  const size = padded.success ? padded.data : { height: reshaped[0], width: reshaped[1] }
  const across = ((reshaped[1] / original[1]) * width) / size.width
  const down = ((reshaped[0] / original[0]) * height) / size.height
  return { xmin: box.xmin * across, xmax: box.xmax * across, ymin: box.ymin * down, ymax: box.ymax * down }
}

const valuesOf = (tensor: Tensor): number[] => Array.from<number | bigint, number>(tensor.data, Number)
