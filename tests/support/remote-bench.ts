import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { BackendProgress } from '../../src/backends/backend.js'
import {
  createHuggingFaceBackend,
  type HuggingFaceBackendOptions,
} from '../../src/backends/hugging-face/hugging-face-backend.js'
import { candidateSchema } from '../../src/config/candidate.js'
import { packageRoot } from '../../src/config/package-root.js'
import { profileSchema } from '../../src/config/profile.js'
import type { MediaSource } from '../../src/media/media.js'
import { openMediaStore } from '../../src/media/store/store.js'
import { loadTool } from '../../src/tools/registry.js'
import { type FakeRouter, type FakeRouterOptions, fakeRouter } from './fake-router.js'
import { sharedIngest, sharedReader } from './shared-reader.js'

/** Good at the fake router, and found nowhere else: no message may hold it. */
export const token = 'hf_canaryCanaryCanary42'

export interface RemoteBenchOptions {
  models?: FakeRouterOptions['models']
  env?: Record<string, string>
  media?: Record<string, unknown>
  remote?: Record<string, unknown>
  clock?: HuggingFaceBackendOptions['clock']
}

/** The Hugging Face backend with a fake router behind it. Both are closed when the test has finished. */
export async function openRemoteBench({ models = {}, env, media, remote, clock }: RemoteBenchOptions = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-remote-'))
  const router: FakeRouter = await fakeRouter({ token, models })
  const profile = profileSchema.parse({ name: 'test', description: '', media, remote })
  const store = await openMediaStore({ dir, maxBytes: 1e9 })
  const ingest = sharedIngest(store, profile.media)
  const backend = createHuggingFaceBackend({
    profile,
    store,
    ingest,
    reader: sharedReader(profile.media),
    env: { HF_TOKEN: token, HF_ENDPOINT: router.url, HF_INFERENCE_ENDPOINT: router.url, ...env },
    ...(clock && { clock }),
  })
  onTestFinished(async () => {
    await backend.close()
    await router.close()
    await rm(dir, { recursive: true, force: true })
    router.assertExpected()
  })

  async function take(source: MediaSource) {
    const taken = await ingest.ingest(source)
    if (!taken.ok) throw taken.error
    return taken.value
  }

  return {
    router,
    backend,
    profile,
    store,
    take,
    sample: (file: string) => take(join(packageRoot, 'samples', file)),
    /** Calls a tool; `options` are fields of the candidate, and where to note its progress. */
    async call(
      toolId: string,
      input: Record<string, unknown>,
      {
        signal = new AbortController().signal,
        progress = [],
        ...fields
      }: { signal?: AbortSignal; progress?: BackendProgress[]; [field: string]: unknown },
    ) {
      const tool = await loadTool(toolId)
      if (!tool) throw new Error(`no tool ${toolId}`)
      const candidate = candidateSchema.parse({ backend: 'hugging-face', ...fields })
      const onProgress = (one: BackendProgress) => progress.push(one)
      const result = await backend.call(
        { tool, candidate, input: tool.input.parse(input) },
        { signal, onProgress },
      )
      return { result, progress }
    },
  }
}
