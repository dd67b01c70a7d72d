import { createRequire } from 'node:module'
import { z } from 'zod'

type CreateSession = (
  model: Uint8Array | string,
  options?: Record<string, unknown>,
) => Promise<{ run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>> }>

/** What is used of onnxruntime-node. */
const runtimeSchema = z.object({
  InferenceSession: z.custom<{ create: CreateSession }>((value) => typeof value === 'function'),
  Tensor: z.custom<
    new (
      type: 'float32' | 'int64',
      data: Float32Array | BigInt64Array,
      dims: number[],
    ) => unknown
  >((value) => typeof value === 'function'),
})

/** The onnxruntime-node that transformers.js uses: it is a dependency of that package, and so is its version. */
export function onnxRuntime(): z.infer<typeof runtimeSchema> {
  const require = createRequire(createRequire(import.meta.url).resolve('@huggingface/transformers'))
  return runtimeSchema.parse(require('onnxruntime-node'))
}

/**
 * For how many microseconds a session's threads spin while they wait for work, before they sleep. By ONNX Runtime's own measure they
 * spin through all that happens between two runs: in a caption by a small model that took more of the processor than its operators.
 */
const spinMicroseconds = 20
const shortSpins = { session: { intra_op: { spin_duration_us: String(spinMicroseconds) } } }

/**
 * Gives sessions that are made without a number of threads the host's share. transformers.js makes small ones for its own use
 * (top-k, slicing, resizing) with no options at all, and each would take a pool of all cores whose threads spin between
 * calls: two hosts on two cores then got 1.2 times the work of one done, and 1.9 times with this.
 */
export function limitSessionThreads(threads: number): void {
  const { InferenceSession } = onnxRuntime()
  const { create } = InferenceSession
  InferenceSession.create = (model, options) =>
    Reflect.apply(create, InferenceSession, [
      model,
      { intraOpNumThreads: threads, interOpNumThreads: 1, extra: shortSpins, ...options },
    ])
}
