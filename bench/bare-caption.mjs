// The baseline of a cold `ask`: a script as transformers.js' documentation shows it, from its start to one caption.
import { fileURLToPath } from 'node:url'
import { env, pipeline } from '@huggingface/transformers'

env.localModelPath = fileURLToPath(new URL('../models/', import.meta.url))
env.allowRemoteModels = false
const [, , model, file] = process.argv
const caption = await pipeline('image-to-text', model, { dtype: 'q8' })
const [{ generated_text }] = await caption(file)
process.stdout.write(`${generated_text}\n`)
