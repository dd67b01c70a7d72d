import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Backend, BackendProgress } from '../../src/backends/backend.js'
import { createHuggingFaceBackend } from '../../src/backends/hugging-face/hugging-face-backend.js'
import { createLocalBackend } from '../../src/backends/local/local-backend.js'
import { type Candidate, candidateSchema } from '../../src/config/candidate.js'
import { packageRoot } from '../../src/config/package-root.js'
import { type Profile, profileSchema } from '../../src/config/profile.js'
import type { Ingest } from '../../src/media/ingest.js'
import type { Media } from '../../src/media/media.js'
import { type MediaStore, openMediaStore } from '../../src/media/store/store.js'
import { loadTool } from '../../src/tools/registry.js'
import { type FakeRouter, fakeRouter } from '../support/fake-router.js'
import { packAnswers } from '../support/pack-answers.js'
import { token } from '../support/remote-bench.js'
import { sharedIngest } from '../support/shared-reader.js'

interface Place {
  profile: Profile
  store: MediaStore
  ingest: Ingest
  dir: string
  router: FakeRouter
}

/** Every backend, on the demo pack: here, or behind a router. */
const backends: Record<
  string,
  {
    open: (place: Place) => Promise<Backend>
    candidate: (tool: string, packed: Candidate) => Candidate
    unknown: Candidate
  }
> = {
  local: {
    open: ({ profile, dir }) => createLocalBackend({ profile, mediaDir: dir, env: { HOME: dir } }),
    candidate: (_, packed) => packed,
    unknown: candidateSchema.parse({ backend: 'local', source: 'pack', model: 'pictogram/nothing' }),
  },
  'hugging-face': {
    open: async ({ profile, store, ingest, router }) =>
      createHuggingFaceBackend({
        profile,
        store,
        ingest,
        env: { HF_TOKEN: token, HF_ENDPOINT: router.url, HF_INFERENCE_ENDPOINT: router.url },
      }),
    candidate: (tool) => candidateSchema.parse({ backend: 'hugging-face', model: `pack/${tool}` }),
    unknown: candidateSchema.parse({ backend: 'hugging-face', model: 'pictogram/nothing' }),
  },
}

let pack: Awaited<ReturnType<typeof packAnswers>>
beforeAll(async () => {
  pack = await packAnswers()
})
afterAll(() => pack.close())

describe.each(Object.entries(backends))('The backend %s', (id, { open, candidate, unknown }) => {
  let place: Place
  let backend: Backend
  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'switchyard-contract-'))
    const profile = profileSchema.parse({
      name: 'contract',
      description: '',
      local: { device: process.env.TEST_DEVICE ?? 'cpu', hosts: 1, threads: 1, memory: '500MB' },
    })
    const store = await openMediaStore({ dir, maxBytes: 1e8 })
    const ingest = sharedIngest(store, profile.media)
    place = { profile, store, ingest, dir, router: await fakeRouter({ token, models: pack.models }) }
    backend = await open(place)
  })
  afterAll(async () => {
    await backend.close()
    await place.router.close()
    await rm(place.dir, { recursive: true, force: true })
    place.router.assertExpected()
  })

  async function take(sample: string): Promise<Media> {
    const taken = await place.ingest.ingest(join(packageRoot, 'samples', sample))
    if (!taken.ok) throw taken.error
    return taken.value
  }

  async function call(
    toolId: string,
    input: Record<string, unknown>,
    { on, signal = new AbortController().signal }: { on?: Candidate; signal?: AbortSignal } = {},
  ) {
    const tool = await loadTool(toolId)
    const packed = pack.candidates[toolId]
    if (!tool || !packed) throw new Error(`no ${toolId}`)
    const progress: BackendProgress['kind'][] = []
    const result = await backend.call(
      { tool, candidate: on ?? candidate(toolId, packed), input: tool.input.parse(input) },
      { signal, onProgress: ({ kind }) => progress.push(kind) },
    )
    return { result, progress }
  }

  test('is called by its id', () => {
    expect(backend.id).toBe(id)
  })

  test('sees the cat on the picture, and says that it has begun', async () => {
    const { result, progress } = await call('image-to-text', { image: await take('images/scene-12.png') })
    expect(result).toMatchObject({ ok: true, value: { text: expect.stringMatching(/cat/) } })
    expect(progress).toContain('started')
  })

  test('finds the same with every model of the pack', async () => {
    const image = await take('images/scene-12.png')
    const { result: named } = await call('image-classification', { image, topK: 3 })
    expect(named).toMatchObject({ ok: true, value: { label: expect.stringMatching(/cat/) } })
    const labels = ['a bus', 'a cat']
    const { result: chosen } = await call('zero-shot-image-classification', { image, labels })
    expect(chosen).toMatchObject({ ok: true, value: { label: 'a cat' } })
    const { result: heard } = await call('automatic-speech-recognition', {
      audio: await take('audio/memo-01.wav'),
    })
    expect(heard).toMatchObject({ ok: true, value: { text: expect.stringMatching(/picture/) } })
  })

  test('obeys a signal that has fired before', async () => {
    const { result } = await call(
      'image-to-text',
      { image: await take('images/scene-12.png') },
      { signal: AbortSignal.abort() },
    )
    expect(result).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
  })

  test('obeys a signal that fires once the call has begun', async () => {
    const tool = await loadTool('image-to-text')
    const packed = pack.candidates['image-to-text']
    if (!tool || !packed) throw new Error('no tool')
    const controller = new AbortController()
    const result = await backend.call(
      {
        tool,
        candidate: candidate('image-to-text', packed),
        input: tool.input.parse({ image: await take('images/scene-02.jpg') }),
      },
      { signal: controller.signal, onProgress: () => controller.abort() },
    )
    expect(result).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
  })

  test('blames a picture that is gone on the input, not on the model', async () => {
    const image = { ...(await take('images/scene-12.png')), digest: '0'.repeat(64) }
    const { result } = await call('image-to-text', { image })
    expect(result).toMatchObject({ ok: false, error: { code: 'MEDIA_NOT_FOUND', retryable: false } })
  })

  test('names a model that there is not, and does not want it tried again', async () => {
    const image = await take('images/scene-12.png')
    const { result } = await call('image-to-text', { image }, { on: unknown })
    expect(result).toMatchObject({ ok: false, error: { retryable: false } })
    expect(result.ok || result.error.message).toContain('pictogram/nothing')
    expect(result.ok || result.error.code).toMatch(/^(MODEL_UNAVAILABLE|PROVIDER_NOT_SERVED)$/)
  })

  test('tells the router what it can run, at once', async () => {
    const tool = await loadTool('image-to-text')
    const packed = pack.candidates['image-to-text']
    if (!tool || !packed) throw new Error('no tool')
    expect(backend.state(candidate('image-to-text', packed), tool).unavailable).toBeUndefined()
  })

  test('can be closed twice', async () => {
    const other = await open(place)
    await other.close()
    await other.close()
  })
})
