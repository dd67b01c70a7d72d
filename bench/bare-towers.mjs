// The baseline of scoring: transformers.js' own classes for CLIP's two networks, each text and picture once, in batches, with as many
// threads as are named, or as it takes by itself.
import {
  AutoProcessor,
  AutoTokenizer,
  CLIPTextModelWithProjection,
  CLIPVisionModelWithProjection,
  env,
  RawImage,
} from '@huggingface/transformers'

const [, , folder, model, dtype, threads] = process.argv
env.localModelPath = folder
env.allowRemoteModels = false
const options = {
  dtype,
  ...(threads && {
    session_options: {
      ...{ intraOpNumThreads: Number(threads), interOpNumThreads: 1, executionMode: 'sequential' },
    },
  }),
}
const processor = await AutoProcessor.from_pretrained(model)
const tokenizer = await AutoTokenizer.from_pretrained(model)
const images = await CLIPVisionModelWithProjection.from_pretrained(model, options)
const texts = await CLIPTextModelWithProjection.from_pretrained(model, options)
const batch = 32

process.on('message', async ({ pairs }) => {
  const startedAt = performance.now()
  const vectors = new Map()
  const embed = async (items, run) => {
    for (let from = 0; from < items.length; from += batch) {
      const some = items.slice(from, from + batch)
      const { data, dims } = await run(some)
      for (const [at, item] of some.entries()) vectors.set(item, data.slice(at * dims[1], (at + 1) * dims[1]))
    }
  }
  await embed([...new Set(pairs.map(({ image }) => image))], async (some) => {
    const pictures = await Promise.all(some.map((file) => RawImage.read(file)))
    return (await images(await processor(pictures))).image_embeds
  })
  await embed([...new Set(pairs.map(({ text }) => text))], async (some) => {
    return (await texts(tokenizer(some, { padding: true, truncation: true }))).text_embeds
  })
  const cosines = pairs.map(({ image, text }) => {
    const [one, other] = [vectors.get(image), vectors.get(text)]
    const dot = one.reduce((sum, value, at) => sum + value * other[at], 0)
    return dot / Math.hypot(...one) / Math.hypot(...other)
  })
  process.send({
    ms: performance.now() - startedAt,
    mean: cosines.reduce((sum, one) => sum + one, 0) / cosines.length,
  })
})
process.send('ready')
