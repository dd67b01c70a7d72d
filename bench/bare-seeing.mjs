// The baseline of models that see: transformers.js' own classes as its documentation shows them, one thread.
import {
  AutoModelForImageTextToText,
  AutoProcessor,
  env,
  RawImage,
  TextStreamer,
} from '@huggingface/transformers'

const [, , folder, model, dtype] = process.argv
env.localModelPath = folder
env.allowRemoteModels = false
const processor = await AutoProcessor.from_pretrained(model)
const vlm = await AutoModelForImageTextToText.from_pretrained(model, {
  dtype,
  session_options: { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' },
})

process.on('message', async ({ file, text, tokens }) => {
  const startedAt = performance.now()
  const content = [{ type: 'image' }, { type: 'text', text }]
  const prompt = processor.apply_chat_template([{ role: 'user', content }], { add_generation_prompt: true })
  const inputs = await processor(prompt, [await RawImage.read(file)])
  let written = ''
  const streamer = new TextStreamer(processor.tokenizer, {
    skip_prompt: true,
    skip_special_tokens: true,
    callback_function: (piece) => {
      written += piece
    },
  })
  await vlm.generate({ ...inputs, max_new_tokens: tokens, do_sample: false, streamer })
  process.send({ ms: performance.now() - startedAt, written: written.length })
})
process.send({ ready: true })
