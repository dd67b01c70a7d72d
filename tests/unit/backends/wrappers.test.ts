import { describe, expect, it, vi } from 'vitest'
import { traceBackend } from '../../../src/agent/tracing.js'
import type { Backend } from '../../../src/backends/backend.js'
import { withRateLimit } from '../../../src/backends/rate-limit.js'
import { withMedia } from '../../../src/backends/with-media.js'
import { wrapBackend } from '../../../src/backends/wrap-backend.js'
import { ok } from '../../../src/core/result.js'
import { createWorkerMetrics } from '../../../src/queue/worker/metrics.js'
import { candidateOf } from '../../support/fake-backend.js'
import { testTools } from '../../support/test-tools.js'

const connection = Object.create(null)
const store = { path: async () => '/media', publish: async () => {} }
const wrappers: [string, (backend: Backend) => Backend][] = [
  [
    'wrapBackend',
    (backend) => wrapBackend(backend, { call: (call, options) => backend.call(call, options) }),
  ],
  ['withRateLimit', (backend) => withRateLimit(backend, { limits: {} })],
  ['withMedia', (backend) => withMedia(backend, store)],
  ['traceBackend', traceBackend],
  ['WorkerMetrics.watch', createWorkerMetrics(connection, () => []).watch],
]

/** A backend each of whose methods answers with what is told apart from everything else. */
function recorder() {
  const inner = {
    id: 'hugging-face' as const,
    call: vi.fn<Backend['call']>(async () => ok({ text: 'called' })),
    state: vi.fn<Backend['state']>(() => ({ readiness: 'remote', unavailable: 'rests on Sundays' })),
    close: vi.fn<Backend['close']>(async () => {}),
  }
  return inner
}

describe.each(wrappers)('%s', (_, wrap) => {
  it('passes on candidate and tool to `state`, and its answer back', () => {
    const inner = recorder()
    const candidate = candidateOf('model')
    expect(wrap(inner).state(candidate, testTools.upper)).toEqual({
      readiness: 'remote',
      unavailable: 'rests on Sundays',
    })
    expect(inner.state).toHaveBeenCalledExactlyOnceWith(candidate, testTools.upper)
  })

  it('passes on calls with input, signal and progress, and the result back', async () => {
    const inner = recorder()
    inner.call.mockImplementation(async (_call, { signal, onProgress }) => {
      expect(signal.aborted).toBe(false)
      onProgress({ kind: 'inference', fraction: 0.5 })
      return ok({ text: 'called' })
    })
    const told: unknown[] = []
    const call = { tool: testTools.upper, candidate: candidateOf('model'), input: { text: 'x' }, key: 'k' }
    const onProgress = (progress: unknown) => told.push(progress)
    const { signal } = new AbortController()
    expect(await wrap(inner).call(call, { signal, onProgress })).toEqual(ok({ text: 'called' }))
    expect(inner.call.mock.calls[0]?.[0]).toEqual(call)
    expect(told).toEqual([{ kind: 'inference', fraction: 0.5 }])
  })

  it('closes the backend, and has its id', async () => {
    const inner = recorder()
    const wrapped = wrap(inner)
    await wrapped.close()
    expect(inner.close).toHaveBeenCalledOnce()
    expect(wrapped.id).toBe('hugging-face')
  })
})
