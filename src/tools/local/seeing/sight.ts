import type { Tensor } from '@huggingface/transformers'
import { z } from 'zod'
import type { Media } from '../../../media/media.js'
import type { LocalContext, Pipe } from '../../local-adapter.js'
import { inside } from '../inside.js'
import { createFeatureCache } from './feature-cache.js'
import { shrink } from './shrink.js'
import { tensorLikeSchema } from './tensor-like.js'

/** Memory for the features of pictures that were seen, for each model. */
const cacheBytes = 64_000_000

type Call = (...args: unknown[]) => unknown
const callSchema = z.custom<Call>((value) => typeof value === 'function')
const holderSchema = z.custom<object>(
  (value) => (typeof value === 'object' && value !== null) || typeof value === 'function',
)
const processedSchema = z.looseObject({ pixel_values: tensorLikeSchema })

/** What a vision tower made of one picture, and what the processor must know of the picture to write the prompt. */
export interface SeenPicture {
  /** One row for each token that stands for the picture. */
  features: Tensor
  /** What the image processor found out besides the pixels: rows and columns of tiles, grids, sizes. */
  facts: Readonly<Record<string, unknown>>
  /** The shape of the pixels that the tower was given. */
  pixelDims: readonly number[]
}

/** A model's eyes: a picture goes through its vision tower once, and is remembered. */
export interface Sight {
  /** @param maxPixels a larger picture is shrunk first */
  see(picture: Media, context: LocalContext, maxPixels: number): Promise<SeenPicture>
  /** What the processor takes in place of the pictures themselves. */
  asPictures(seen: readonly SeenPicture[]): Promise<unknown>
}

const sights = new WeakMap<Pipe, Sight>()

/**
 * The eyes of a loaded model. Its parts are taught, once, to take what was seen before in place of a picture: the processor
 * gets the facts that it writes the prompt by, and the model the features that its vision tower would compute.
 */
export function sightOf(pipe: Pipe): Sight {
  const known = sights.get(pipe)
  if (known) return known
  const sight = openSight(pipe)
  sights.set(pipe, sight)
  return sight
}

/** Stands for pictures that were seen, where the library would hand pixels on. */
class SeenPictures {
  constructor(
    readonly features: Tensor,
    readonly dims: readonly number[],
    readonly facts: Readonly<Record<string, unknown>>,
  ) {}
}

function openSight(pipe: Pipe): Sight {
  const cache = createFeatureCache<SeenPicture>(cacheBytes, ({ features }) => features.data.length * 4)
  const components = holderSchema.parse(inside(pipe.processor, 'components'))
  const lookAt = callSchema.parse(inside(components, 'image_processor'))
  const model = holderSchema.parse(pipe.model)
  const encode = callSchema.parse(inside(model, 'encode_image')).bind(model)

  Reflect.set(
    components,
    'image_processor',
    new Proxy(lookAt, {
      apply: (target, self, args: unknown[]) => {
        const [pictures] = args
        return pictures instanceof SeenPictures
          ? Promise.resolve({ ...pictures.facts, pixel_values: pictures })
          : Reflect.apply(target, self, args)
      },
    }),
  )
  Reflect.set(model, 'encode_image', async (inputs: { pixel_values: unknown }) =>
    inputs.pixel_values instanceof SeenPictures ? inputs.pixel_values.features : encode(inputs),
  )
  // Gemma 3n has a name of its own for it.
  if (typeof inside(model, '_encode_vision') === 'function')
    Reflect.set(model, '_encode_vision', async (inputs: { pixel_values: unknown }) => ({
      image_features: await callSchema.parse(inside(model, 'encode_image'))(inputs),
    }))

  return {
    async see(picture, context, maxPixels) {
      const key = `${picture.digest} ${maxPixels}`
      const known = cache.get(key)
      if (known) return known
      const image = await shrink(await context.image(picture), maxPixels)
      const processed = processedSchema.parse(await lookAt([image], { return_row_col_info: true }))
      const { pixel_values: pixels, ...rest } = processed
      const features = tensorLikeSchema.parse(await encode(processed))
      const facts = Object.fromEntries(Object.entries(rest).filter(([name]) => !pixelFacts.has(name)))
      const seen = { features, facts, pixelDims: [...pixels.dims] }
      cache.set(key, seen)
      return seen
    },
    async asPictures(seen) {
      const { cat } = await import('@huggingface/transformers')
      const [first] = seen
      if (!first) throw new Error('no picture was seen')
      // Rows for all tokens; alone, a picture keeps the shape that its tower gave it.
      const features =
        seen.length === 1
          ? first.features
          : cat(
              seen.map(({ features }) => features.view(-1, features.dims.at(-1) ?? 1)),
              0,
            )
      return new SeenPictures(features, first.pixelDims, mergeFacts(seen, cat))
    },
  }
}

/** As large as the pixels, and of use to the vision tower alone. */
const pixelFacts = new Set(['pixel_attention_mask', 'pixel_mask', 'spatial_shapes'])
/** Lists with an entry for each prompt, whose entries are the lists by picture. */
const byPrompt = new Set(['rows', 'cols'])

function mergeFacts(
  seen: readonly SeenPicture[],
  cat: (tensors: Tensor[], dim: number) => Tensor,
): Record<string, unknown> {
  const names = Object.keys(seen[0]?.facts ?? {})
  return Object.fromEntries(
    names.map((name) => {
      const values = seen.map(({ facts }) => facts[name])
      const tensors = z.array(tensorLikeSchema).safeParse(values)
      if (tensors.success) return [name, cat(tensors.data, 0)]
      const lists = z.array(z.array(z.unknown())).safeParse(values)
      if (!lists.success) return [name, values[0]]
      return [name, byPrompt.has(name) ? [lists.data.flatMap(([own]) => own)] : lists.data.flat()]
    }),
  )
}

/** How many tokens of the prompt stand for a picture. */
export const tokensOf = ({ features }: SeenPicture): number =>
  features.data.length / (features.dims.at(-1) ?? 1)
