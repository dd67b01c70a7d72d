import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { limitSessionThreads, onnxRuntime } from '../../../../../src/backends/local/host/onnx-runtime.js'

describe('limitSessionThreads', () => {
  const { InferenceSession } = onnxRuntime()
  const original = InferenceSession.create
  const created = vi.fn(original)
  beforeEach(() => {
    created.mockReset().mockResolvedValue({ run: async () => ({}) })
    InferenceSession.create = created
    limitSessionThreads(3)
  })
  afterEach(() => {
    InferenceSession.create = original
  })

  it('gives a session that is made without options the share of threads', async () => {
    await InferenceSession.create('model.onnx')
    expect(created).toHaveBeenCalledWith(
      'model.onnx',
      expect.objectContaining({ intraOpNumThreads: 3, interOpNumThreads: 1 }),
    )
  })

  it('leaves a number of threads that was asked for', async () => {
    await InferenceSession.create('model.onnx', { intraOpNumThreads: 1, logSeverityLevel: 4 })
    expect(created.mock.lastCall?.[1]).toMatchObject({
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
    })
  })

  it('has threads sleep soon while they wait', async () => {
    await InferenceSession.create('model.onnx', { intraOpNumThreads: 2 })
    expect(created.mock.lastCall?.[1]).toMatchObject({
      extra: { session: { intra_op: { spin_duration_us: '20' } } },
    })
  })

  it('reaches the very object that transformers.js makes its sessions with', async () => {
    const { pipeline, env } = await import('@huggingface/transformers')
    env.allowRemoteModels = false
    created.mockRejectedValue(new Error('seen'))
    const folder = new URL('../../../../../models/pictogram/vit-tiny', import.meta.url).pathname
    await expect(pipeline('image-classification', folder, { dtype: 'q8' })).rejects.toThrow('seen')
    expect(created.mock.lastCall?.[1]).toMatchObject({ intraOpNumThreads: 3 })
  })
})
