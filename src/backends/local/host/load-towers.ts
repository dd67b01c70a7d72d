import { z } from 'zod'
import { inside } from '../../../tools/local/inside.js'
import type { Pipe } from '../../../tools/local-adapter.js'

const kindSchema = z.enum(['images', 'texts'])

/**
 * Loads the two networks of a model that brings pictures and texts into one space (CLIP, SigLIP), each by itself, in place
 * of a pipeline. Called with `images` or `texts` and a list of them, it returns a tensor with a vector for each.
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
  const processor = await AutoProcessor.from_pretrained(path, options)
  const tokenizer = await AutoTokenizer.from_pretrained(path, options)
  const images = await towers[type].Images.from_pretrained(path, options)
  const texts = await towers[type].Texts.from_pretrained(path, options).catch(async (error: unknown) => {
    await images.dispose()
    throw error
  })
  // SigLIP was trained on texts that are filled up to its whole length, CLIP on any.
  const reading = { padding: type === 'siglip' ? 'max_length' : true, truncation: true }

  async function vectorsOf(kind: unknown, items: unknown): Promise<unknown> {
    const output: unknown =
      kindSchema.parse(kind) === 'images'
        ? await images(await processor(items))
        : await texts(Reflect.apply(tokenizer, undefined, [items, reading]))
    return inside(output, 'image_embeds') ?? inside(output, 'text_embeds') ?? inside(output, 'pooler_output')
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
