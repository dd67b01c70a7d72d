import pMap from 'p-map'
import { z } from 'zod'
import { isScaledByBatch, modelDtypeSchema } from '../../../config/dtype.js'
import { inside } from '../../../tools/local/inside.js'
import { disposeTensor, tensorSchema } from '../../../tools/local/outputs.js'
import type { Pipe, UndecodedPicture } from '../../../tools/local-adapter.js'
import { createPicturePreparer } from './prepare-picture.js'

const textsSchema = z.array(z.string()).min(1)
type OpenPicture = () => Promise<UndecodedPicture>
const picturesSchema = z.array(z.custom<OpenPicture>((value) => typeof value === 'function')).min(1)
type Turn = () => Promise<void>
const turnSchema = z.custom<Turn>((value) => typeof value === 'function')
const optionsSchema = z.object({ dtype: modelDtypeSchema })

/** Most pictures or texts that a network reads at once. */
const mostTogether = 32
/** Pictures that are decoded and scaled while the network reads others; no more are held as they are. */
const preparedAtOnce = 4

/**
 * Loads the two networks of a model that brings pictures and texts into one space (CLIP, SigLIP), each by itself, in place
 * of a pipeline. Called with `images` and a list of functions that open a picture, or with `texts` and a list of them, and with
 * what resolves when the networks are free, it returns a vector for each. The first pictures are decoded before that. A network
 * with 8-bit weights reads them one by one, so that a vector depends on its picture or text alone; others read batches.
 */
export async function loadTowers(task: string, path: string, options: object): Promise<Pipe> {
  const library = await import('@huggingface/transformers')
  const { AutoConfig, AutoProcessor, AutoTokenizer } = library
  const { model_type: type } = z
    .object({ model_type: z.string() })
    .parse(await AutoConfig.from_pretrained(path, options))
  const towers = {
    clip: { Texts: library.CLIPTextModelWithProjection, Images: library.CLIPVisionModelWithProjection },
    siglip: { Texts: library.SiglipTextModel, Images: library.SiglipVisionModel },
  }
  if (type !== 'clip' && type !== 'siglip') throw new Error(`Unsupported model type: ${type}`)
  const { dtype } = optionsSchema.parse(options)
  const together = isScaledByBatch(dtype) ? 1 : mostTogether
  const processor = await AutoProcessor.from_pretrained(path, options)
  const tokenizer = await AutoTokenizer.from_pretrained(path, options)
  const images = await towers[type].Images.from_pretrained(path, options)
  const texts = await towers[type].Texts.from_pretrained(path, options).catch(async (error: unknown) => {
    await images.dispose()
    throw error
  })
  // SigLIP was trained on texts that are filled up to its whole length, CLIP on any.
  const reading = { padding: type === 'siglip' ? 'max_length' : true, truncation: true }

  const prepare = await createPicturePreparer(processor)

  async function readPictures(some: readonly OpenPicture[], turn: Turn): Promise<Float32Array[]> {
    const pixels = await pMap(some, async (open) => prepare(await open()), { concurrency: preparedAtOnce })
    await turn()
    return rowsOf(await images({ pixel_values: pixels.length === 1 ? pixels[0] : library.cat(pixels, 0) }))
  }

  async function readTexts(some: readonly string[], turn: Turn): Promise<Float32Array[]> {
    await turn()
    return rowsOf(await texts(Reflect.apply(tokenizer, undefined, [some, reading])))
  }

  async function vectorsOf(kind: unknown, items: unknown, whenFree: unknown): Promise<Float32Array[]> {
    const turn = turnSchema.parse(whenFree)
    if (kind === 'texts')
      return inBatches(textsSchema.parse(items), { together, atOnce: 1 }, (some) => readTexts(some, turn))
    // One by one, a picture is prepared while the network reads another.
    const atOnce = together === 1 ? preparedAtOnce : 1
    return inBatches(picturesSchema.parse(items), { together, atOnce }, (some) => readPictures(some, turn))
  }
  return Object.assign(vectorsOf, {
    task,
    model: images,
    processor,
    tokenizer,
    dispose: async () => {
      await images.dispose()
      await texts.dispose()
    },
  })
}

async function inBatches<T>(
  items: readonly T[],
  { together, atOnce }: { together: number; atOnce: number },
  read: (some: readonly T[]) => Promise<Float32Array[]>,
): Promise<Float32Array[]> {
  const count = Math.ceil(items.length / together)
  const batches = Array.from({ length: count }, (_, at) => items.slice(at * together, (at + 1) * together))
  return (await pMap(batches, read, { concurrency: atOnce })).flat()
}

/** The rows of a network's output, as copies: its tensor is freed. */
function rowsOf(output: unknown): Float32Array[] {
  const tensor =
    inside(output, 'image_embeds') ?? inside(output, 'text_embeds') ?? inside(output, 'pooler_output')
  const { data, dims } = tensorSchema.parse(tensor)
  const [count = 0, size = 0] = dims
  const rows = Array.from({ length: count }, (_, at) => data.slice(at * size, (at + 1) * size))
  disposeTensor(tensor)
  return rows
}
