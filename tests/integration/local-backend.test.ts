import { readdirSync } from 'node:fs'
import { cp, mkdtemp, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { BackendProgress } from '../../src/backends/backend.js'
import { createLocalBackend, type LocalBackend } from '../../src/backends/local/local-backend.js'
import { chooseDevice, probeDevices } from '../../src/backends/local/pool/devices.js'
import { type StartHost, startHost } from '../../src/backends/local/pool/host-process.js'
import { type Candidate, candidateSchema } from '../../src/config/candidate.js'
import { packageRoot } from '../../src/config/package-root.js'
import { type Profile, profileSchema } from '../../src/config/profile.js'
import { SwitchyardError } from '../../src/core/errors.js'
import type { Media } from '../../src/media/media.js'
import { openMediaStore } from '../../src/media/store/store.js'
import { loadTool } from '../../src/tools/registry.js'
import type { AnyTool } from '../../src/tools/tool.js'
import { fakeHub } from '../support/fake-hub.js'
import { sharedIngest } from '../support/shared-reader.js'

const packed = (name: string, memory: string) =>
  candidateSchema.parse({ backend: 'local', model: `pictogram/${name}`, source: 'pack', memory })
const vit = packed('vit-tiny', '30MB')
const clip = packed('clip-tiny', '40MB')
const captioner = packed('captioner-tiny', '40MB')
const samples = readdirSync(join(packageRoot, 'samples/images')).slice(0, 6)

const classified = z.object({ label: z.string(), score: z.number() })

/** A model with random weights, at full precision. */
const fixture = (name: string) =>
  candidateSchema.parse({
    backend: 'local',
    source: 'folder',
    model: join(packageRoot, 'tests/fixtures/models', name),
    dtype: 'fp32',
    memory: '30MB',
  })

/** Starts real hosts, and notes the sizes of the batches they are sent. */
const counting =
  (sizes: number[]): StartHost =>
  (options) => {
    const host = startHost(options)
    return {
      ...host,
      send(request) {
        if (request.type === 'run') sizes.push(request.inputs.length)
        host.send(request)
      },
    }
  }

async function setUp(
  local: Record<string, unknown> = {},
  env: Record<string, string> = {},
  pool: { start?: StartHost; cancelGraceMs?: number } = {},
) {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-local-'))
  const profile: Profile = profileSchema.parse({
    name: 'test',
    description: 'test',
    local: { device: 'cpu', hosts: 1, threads: 1, memory: '500MB', ...local },
  })
  const mediaDir = join(home, 'media')
  const store = await openMediaStore({ dir: mediaDir, maxBytes: 1e9 })
  const ingest = sharedIngest(store, profile.media)
  const backend = await createLocalBackend({ profile, mediaDir, env: { HOME: home, ...env }, pool })
  onTestFinished(async () => {
    await backend.close()
    await rm(home, { recursive: true, force: true })
  })
  const pictures = await Promise.all(
    samples.map(async (name) => {
      const media = await ingest.ingest(join(packageRoot, `samples/images/${name}`))
      if (!media.ok) throw media.error
      return media.value
    }),
  )
  return { backend, store, ingest, home, mediaDir, pictures, first: pictures[0] as Media }
}

async function toolOf(id: string): Promise<AnyTool> {
  const tool = await loadTool(id)
  if (!tool) throw new Error(`no tool ${id}`)
  return tool
}

interface CallOptions {
  candidate?: Candidate
  task?: string
  input?: Record<string, unknown>
  signal?: AbortSignal
  onProgress?: (progress: BackendProgress) => void
}

async function classify(backend: LocalBackend, image: Media, options: CallOptions = {}) {
  const { candidate = vit, task = 'image-classification', input = {} } = options
  const { signal = new AbortController().signal, onProgress = () => {} } = options
  const tool = await toolOf(task)
  const parsed = tool.input.parse({ image, ...input })
  return backend.call({ tool, candidate, input: parsed }, { signal, onProgress })
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Resolves when the call reports that its model is being loaded. */
function loading() {
  let tell = () => {}
  const begun = new Promise<void>((resolve) => {
    tell = resolve
  })
  return { begun, onProgress: ({ kind }: BackendProgress) => kind === 'load' && tell() }
}

describe('a call', () => {
  test('starts a host, loads the model and gives the answer of the pipeline', async () => {
    const { backend, first } = await setUp()
    expect(backend.hosts()).toEqual([])
    expect(backend.state(vit)).toEqual({ readiness: 'cached' })
    const result = await classify(backend, first)

    expect(result).toMatchObject({
      ok: true,
      value: { label: expect.any(String), score: expect.any(Number) },
    })
    expect(backend.state(vit)).toEqual({ readiness: 'loaded' })
    expect(backend.hosts()).toMatchObject([{ device: 'cpu', models: [vit.model], busy: false }])
  })

  test.each([
    { candidate: vit, batched: false },
    { candidate: fixture('image-classification'), batched: true },
  ])('of $candidate.dtype gives the same together with others as alone', async ({ candidate, batched }) => {
    const sizes: number[] = []
    const { backend, pictures } = await setUp({}, {}, { start: counting(sizes) })
    const scoreOf = async (picture: Media) => {
      const result = await classify(backend, picture, { candidate })
      if (!result.ok) throw result.error
      return classified.parse(result.value)
    }
    const alone: z.infer<typeof classified>[] = []
    for (const picture of pictures) alone.push(await scoreOf(picture))
    expect(sizes).toEqual(pictures.map(() => 1))
    const together = await Promise.all(pictures.map(scoreOf))

    expect(together.map(({ label }) => label)).toEqual(alone.map(({ label }) => label))
    for (const [at, { score }] of together.entries()) expect(score).toBeCloseTo(alone[at]?.score ?? 0, 5)
    expect(new Set(alone.map(({ score }) => score)).size).toBe(pictures.length)
    expect(sizes.slice(pictures.length)).toEqual(batched ? [pictures.length] : pictures.map(() => 1))
  })

  test('with a damaged picture fails alone, and keeps its code', async () => {
    const { backend, store, first } = await setUp()
    const damaged = await store.put(Buffer.from('no picture at all'), {
      modality: 'image',
      mimeType: 'image/png',
      facts: {},
    })
    const missing = { ...first, digest: 'f'.repeat(64) }
    const candidate = fixture('image-classification')
    await classify(backend, first, { candidate })
    const calls = [first, damaged, missing, first].map((one) => classify(backend, one, { candidate }))

    expect(await Promise.all(calls)).toMatchObject([
      { ok: true },
      { ok: false, error: { code: 'UNSUPPORTED_MEDIA', retryable: false } },
      { ok: false, error: { code: 'MEDIA_NOT_FOUND' } },
      { ok: true },
    ])
  })

  test('finds the model loaded once by those before it', async () => {
    const { backend, pictures, first } = await setUp()
    const loads: string[] = []
    const note = ({ kind }: BackendProgress) => kind === 'load' && loads.push(kind)
    const { begun, onProgress } = loading()
    const leading = classify(backend, first, {
      onProgress: (progress) => {
        note(progress)
        onProgress(progress)
      },
    })
    await begun
    await Promise.all([leading, ...pictures.map((one) => classify(backend, one, { onProgress: note }))])

    expect(loads).toEqual(['load'])
  })
})

describe('two hosts', () => {
  test('work side by side, on one model too', async () => {
    const { backend, pictures } = await setUp({ hosts: 2 })
    const two = pictures.slice(0, 2).map((picture) => ({ picture, ...loading() }))
    const results = two.map(({ picture, onProgress }) => classify(backend, picture, { onProgress }))
    await Promise.all(two.map(({ begun }) => begun))

    expect(backend.hosts()).toMatchObject([
      { busy: true, models: [vit.model] },
      { busy: true, models: [vit.model] },
    ])
    expect((await Promise.all(results)).map(({ ok }) => ok)).toEqual([true, true])
  })

  test('do not notice when one of them is killed, which is replaced', async () => {
    const { backend, first } = await setUp({ hosts: 2 })
    const one = loading()
    const other = loading()
    const crashing = classify(backend, first, { onProgress: one.onProgress })
    await one.begun
    const [victim] = backend.hosts()
    // Frozen while it loads, so that it can't be done before the blow falls.
    process.kill(victim?.pid ?? 0, 'SIGSTOP')
    const staying = classify(backend, first, {
      candidate: captioner,
      task: 'image-to-text',
      onProgress: other.onProgress,
    })
    await other.begun
    process.kill(victim?.pid ?? 0, 'SIGKILL')

    const failed = await crashing
    expect(failed).toMatchObject({ ok: false, error: { code: 'HOST_CRASHED', retryable: true } })
    if (!failed.ok) expect(failed.error.message).toContain('SIGKILL')
    expect(await staying).toMatchObject({ ok: true })
    expect(await classify(backend, first)).toMatchObject({ ok: true })
    expect(backend.hosts().map(({ pid }) => pid)).not.toContain(victim?.pid)
  })

  test('are ended when they are stuck and the time for a step is over', async () => {
    const { backend, first } = await setUp({ hosts: 1 }, {}, { cancelGraceMs: 1 })
    const { begun, onProgress } = loading()
    const limit = new AbortController()
    const stuck = classify(backend, first, { onProgress, signal: limit.signal })
    await begun
    const [host] = backend.hosts()
    process.kill(host?.pid ?? 0, 'SIGSTOP')
    limit.abort(new SwitchyardError('TIMEOUT', 'The step took too long.'))
    expect(await stuck).toMatchObject({ ok: false, error: { code: 'TIMEOUT' } })
    expect(await classify(backend, first)).toMatchObject({ ok: true })
    expect(isAlive(host?.pid ?? 0)).toBe(false)
  })
})

describe('a long call', () => {
  const whisper = packed('whisper-tiny', '40MB')

  /** Calls with a recording of some twenty seconds; `begun` resolves once a part of it is done. */
  async function transcribe(
    setting: Awaited<ReturnType<typeof setUp>>,
    signal = new AbortController().signal,
  ) {
    const audio = await setting.ingest.ingest(join(packageRoot, 'samples/audio/memo-long.wav'))
    if (!audio.ok) throw audio.error
    const tool = await toolOf('automatic-speech-recognition')
    const input = tool.input.parse({ audio: audio.value })
    let tell = () => {}
    const begun = new Promise<void>((resolve) => {
      tell = resolve
    })
    const onProgress = ({ kind }: BackendProgress) => kind === 'inference' && tell()
    return {
      begun,
      result: setting.backend.call({ tool, candidate: whisper, input }, { signal, onProgress }),
    }
  }

  test('that loses its host while running can be made again', async () => {
    const setting = await setUp()
    const { begun, result } = await transcribe(setting)
    await begun
    process.kill(setting.backend.hosts()[0]?.pid ?? 0, 'SIGKILL')

    const failed = await result
    expect(failed).toMatchObject({ ok: false, error: { code: 'HOST_CRASHED', retryable: true } })
    if (!failed.ok) expect(failed.error.message).toContain('while running')
    const again = await (await transcribe(setting)).result
    expect(again).toMatchObject({ ok: true, value: { text: expect.stringMatching(/\w+ \w+/) } })
  })

  test('that is cancelled gives its host back for the next one', async () => {
    const setting = await setUp()
    const stop = new AbortController()
    const { begun, result } = await transcribe(setting, stop.signal)
    await begun
    const [{ pid } = {}] = setting.backend.hosts()
    stop.abort()

    expect(await result).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect(await classify(setting.backend, setting.first)).toMatchObject({ ok: true })
    expect(setting.backend.hosts().map((host) => host.pid)).toEqual([pid])
  })
})

describe('memory', () => {
  test('is kept within the budget: the least recently used model goes', async () => {
    const { backend, first } = await setUp({ memory: '85MB' })
    await classify(backend, first)
    await classify(backend, first, {
      candidate: clip,
      task: 'zero-shot-image-classification',
      input: { labels: ['cat', 'dog'] },
    })
    expect(backend.hosts()[0]?.models).toEqual([vit.model, clip.model])
    await classify(backend, first, { candidate: captioner, task: 'image-to-text' })

    expect(backend.hosts()[0]?.models).toEqual([clip.model, captioner.model])
    expect([vit, clip, captioner].map((one) => backend.state(one).readiness)).toEqual([
      'cached',
      'loaded',
      'loaded',
    ])
    expect(await classify(backend, first)).toMatchObject({ ok: true })
  })

  test('smaller than the model makes it unroutable, with the numbers', async () => {
    const { backend, first } = await setUp({ memory: '20MB' })

    expect(backend.state(vit).unavailable).toBe('needs 30.0 MB of memory, the budget is 20.0 MB')
    expect(await classify(backend, first)).toMatchObject({ ok: false, error: { code: 'MODEL_UNAVAILABLE' } })
    expect(backend.hosts()).toEqual([])
  })
})

describe('a model', () => {
  test('whose folder is gone is unavailable for that reason, not for want of a download', async () => {
    const { backend, home } = await setUp()
    const folder = join(home, 'nowhere')
    const { unavailable } = backend.state({ ...vit, source: 'folder', model: folder })
    expect(unavailable).toContain(`${folder} does not exist`)
    expect(backend.state(vit).unavailable).toBeUndefined()
  })

  test('whose file was cut short is broken, by name, with what to do; a whole one then loads', async () => {
    const { backend, first, home } = await setUp()
    const folder = join(home, 'vit')
    const weights = join(folder, 'onnx/model_quantized.onnx')
    const original = join(packageRoot, 'models/pictogram/vit-tiny')
    await cp(original, folder, { recursive: true })
    await truncate(weights, Math.floor((await stat(weights)).size / 2))
    const candidate = { ...vit, source: 'folder' as const, model: folder }
    const result = await classify(backend, first, { candidate })

    expect(result).toMatchObject({ ok: false, error: { code: 'MODEL_BROKEN', retryable: false } })
    if (!result.ok) {
      expect(result.error.message).toContain(folder)
      expect(result.error.message).toContain('copy it again')
      expect(result.error.message).not.toContain('switchyard models')
    }
    await cp(original, folder, { recursive: true })
    expect(await classify(backend, first, { candidate })).toMatchObject({ ok: true })
  })

  test('whose folder lacks a settings file is broken, and the file is named', async () => {
    const { backend, first, home } = await setUp()
    const folder = join(home, 'vit')
    await cp(join(packageRoot, 'models/pictogram/vit-tiny'), folder, { recursive: true })
    await rm(join(folder, 'preprocessor_config.json'))
    const candidate = { ...vit, source: 'folder' as const, model: folder }
    const result = await classify(backend, first, { candidate })

    expect(result).toMatchObject({ ok: false, error: { code: 'MODEL_BROKEN' } })
    if (!result.ok) expect(result.error.message).toContain('preprocessor_config.json is missing')
  })

  test('that is made for another task is broken for this one', async () => {
    const { backend, first } = await setUp()
    const result = await classify(backend, first, { task: 'image-to-text' })

    expect(result).toMatchObject({ ok: false, error: { code: 'MODEL_BROKEN', retryable: false } })
    if (!result.ok) expect(result.error.message).toContain("doesn't fit the task")
  })

  test('whose output does not fit the tool is broken', async () => {
    const { backend, first } = await setUp()
    const tool = await toolOf('image-classification')
    const strict = { ...tool, output: tool.output.extend({ surprise: tool.output.shape.label }) }
    const result = await backend.call(
      { tool: strict, candidate: vit, input: tool.input.parse({ image: first }) },
      { signal: new AbortController().signal, onProgress: () => {} },
    )

    expect(result).toMatchObject({ ok: false, error: { code: 'MODEL_BROKEN' } })
    if (!result.ok) expect(result.error.message).toContain("doesn't fit the task")
  })

  test('of the Hub is downloaded on first use, then loaded from the cache', async () => {
    const hub = await fakeHub(['pictogram/vit-tiny'])
    const { backend, first } = await setUp({}, { HF_ENDPOINT: hub.url })
    const candidate = { ...vit, source: 'hub' as const }
    expect(backend.state(candidate)).toEqual({ readiness: 'absent' })
    const seen: BackendProgress[] = []
    const result = await classify(backend, first, { candidate, onProgress: (one) => seen.push(one) })

    expect(result).toMatchObject({ ok: true })
    expect([...new Set(seen.map(({ kind }) => kind))]).toEqual([
      'download',
      'queued',
      'started',
      'load',
      'loaded',
    ])
    expect(backend.state(candidate)).toEqual({ readiness: 'loaded' })
    const requests = hub.requests.length
    expect(await classify(backend, first, { candidate })).toMatchObject({ ok: true })
    expect(hub.requests).toHaveLength(requests)
  })
})

describe('stopping', () => {
  test('a running call answers at once, and the host goes on to the next', async () => {
    const { backend, first } = await setUp()
    const stop = new AbortController()
    const { begun, onProgress } = loading()
    const pending = classify(backend, first, { signal: stop.signal, onProgress })
    await begun
    stop.abort()

    expect(await pending).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect(await classify(backend, first)).toMatchObject({ ok: true })
  })

  test('the backend ends every host, also in the middle of a call', async () => {
    const { backend, pictures } = await setUp({ hosts: 2 })
    const two = pictures.slice(0, 2).map((picture) => ({ picture, ...loading() }))
    const pending = two.map(({ picture, onProgress }) => classify(backend, picture, { onProgress }))
    await Promise.all(two.map(({ begun }) => begun))
    const pids = backend.hosts().flatMap(({ pid }) => pid ?? [])
    await backend.close()

    expect(pids).toHaveLength(2)
    expect(pids.filter(isAlive)).toEqual([])
    expect(await Promise.all(pending)).toMatchObject(
      pids.map(() => ({ ok: false, error: { code: 'CANCELLED' } })),
    )
  })

  test('hosts end when their parent is killed', async () => {
    const { mediaDir, first } = await setUp()
    const url = (file: string) => JSON.stringify(pathToFileURL(join(packageRoot, 'dist', file)).href)
    const parent = execa(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `
        const { createLocalBackend } = await import(${url('backends/local/local-backend.js')})
        const { loadTool } = await import(${url('tools/registry.js')})
        const { profileSchema } = await import(${url('config/profile.js')})
        const profile = profileSchema.parse({ name: 't', description: 't', local: { device: 'cpu', hosts: 1 } })
        const backend = await createLocalBackend({ profile, mediaDir: ${JSON.stringify(mediaDir)} })
        const tool = await loadTool('image-classification')
        const input = { image: ${JSON.stringify(first)}, topK: 1 }
        const options = { signal: new AbortController().signal, onProgress() {} }
        await backend.call({ tool, candidate: ${JSON.stringify(vit)}, input }, options)
        console.log(backend.hosts()[0].pid)
        setInterval(() => backend.call({ tool, candidate: ${JSON.stringify(vit)}, input }, options), 5)`,
      ],
      { reject: false },
    )
    const output: AsyncIterable<string> = parent.iterable()
    const { value: line } = await output[Symbol.asyncIterator]().next()
    const host = Number(line)
    expect(isAlive(host)).toBe(true)
    parent.kill('SIGKILL')
    await parent

    await expect.poll(() => isAlive(host), { timeout: 10_000 }).toBe(false)
  })

  test('a process that forgets to close the backend still ends, and its hosts with it', async () => {
    const { mediaDir, first } = await setUp()
    const url = (file: string) => JSON.stringify(pathToFileURL(join(packageRoot, 'dist', file)).href)
    const { stdout, exitCode } = await execa(process.execPath, [
      '--input-type=module',
      '-e',
      `
      const { createLocalBackend } = await import(${url('backends/local/local-backend.js')})
      const { loadTool } = await import(${url('tools/registry.js')})
      const { profileSchema } = await import(${url('config/profile.js')})
      const profile = profileSchema.parse({ name: 't', description: 't', local: { device: 'cpu', hosts: 1 } })
      const backend = await createLocalBackend({ profile, mediaDir: ${JSON.stringify(mediaDir)} })
      const input = { image: ${JSON.stringify(first)}, topK: 1 }
      const options = { signal: new AbortController().signal, onProgress() {} }
      const tool = await loadTool('image-classification')
      await backend.call({ tool, candidate: ${JSON.stringify(vit)}, input }, options)
      console.log(backend.hosts()[0].pid)`,
    ])

    expect(exitCode).toBe(0)
    await expect.poll(() => isAlive(Number(stdout)), { timeout: 10_000 }).toBe(false)
  })
})

test('devices are probed one by one, and CPU always works', async () => {
  const probed = await probeDevices()

  expect(probed.at(-1)).toMatchObject({ device: 'cpu', works: true })
  for (const { detail } of probed) expect(detail).not.toBe('')
  expect(probed.map(({ device }) => device)).toContain(await chooseDevice())
})
