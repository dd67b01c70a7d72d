// The baseline: transformers.js pipelines as its documentation shows them, in a process of their own, nothing around them.
// Takes { task, model, file, options } messages and answers with the milliseconds of each call, decoding included.
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { env, pipeline, RawImage } from '@huggingface/transformers'

env.localModelPath = fileURLToPath(new URL('../models/', import.meta.url))
env.allowRemoteModels = false
const threads = Number(process.argv[2] ?? 1)
const device = process.env.BENCH_DEVICE ?? 'cpu'
const pipes = new Map()

async function load(task, model) {
  const key = `${task} ${model}`
  if (!pipes.has(key)) {
    const session_options = { intraOpNumThreads: threads, interOpNumThreads: 1 }
    pipes.set(key, await pipeline(task, model, { dtype: 'q8', device, session_options }))
  }
  return pipes.get(key)
}

function readWav(file) {
  const bytes = readFileSync(file)
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset + 44, (bytes.length - 44) >> 1)
  return Float32Array.from(samples, (sample) => sample / 32768)
}

async function call({ task, model, file, options }) {
  const pipe = await load(task, model)
  const startedAt = performance.now()
  const input = file.endsWith('.wav') ? readWav(file) : await RawImage.read(file)
  await pipe(input, options)
  return performance.now() - startedAt
}

process.on('message', async ({ measureLag, ...request }) => {
  if (!measureLag) return process.send({ ms: await call(request) })
  await call(request)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  for (let i = 0; i < measureLag; i++) {
    await call(request)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  delay.disable()
  process.send({ ms: delay.percentile(99) / 1e6 })
})
