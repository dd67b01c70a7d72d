import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Candidate, candidateSchema } from '../../src/config/candidate.js'
import { packageRoot } from '../../src/config/package-root.js'
import type { SwitchyardError } from '../../src/core/errors.js'
import type { DownloadProgress } from '../../src/hub/download/download-model.js'
import { createModelStore, type ModelStore } from '../../src/hub/model-store.js'
import { type FakeHub, fakeHub } from '../support/fake-hub.js'

const model = 'pictogram/vit-tiny'
const task = 'image-classification'
const weights = 'onnx/model_quantized.onnx'
const vit = candidateSchema.parse({ backend: 'local', model })

interface Setup {
  hub: FakeHub
  /** The cache folder. */
  cache: string
  /** The model's folder in it. */
  folder: string
  env: Record<string, string>
  store: (options?: StoreOptions) => ModelStore
}
type StoreOptions = Partial<Parameters<typeof createModelStore>[0]>

async function setUp(models: readonly string[] = [model]): Promise<Setup> {
  const hub = await fakeHub(models)
  const home = await mkdtemp(join(tmpdir(), 'switchyard-hub-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const cache = join(home, 'hf', 'hub')
  const env = { HOME: home, HF_HOME: join(home, 'hf'), HF_ENDPOINT: hub.url }
  return {
    hub,
    cache,
    folder: join(cache, 'models--pictogram--vit-tiny'),
    env,
    store: (options = {}) => {
      const store = createModelStore({ env, downloads: true, ...options })
      onTestFinished(() => store.close())
      return store
    },
  }
}

function watcher() {
  const seen: DownloadProgress[] = []
  const stop = new AbortController()
  return {
    seen,
    stop,
    options: { signal: stop.signal, onProgress: (one: DownloadProgress) => seen.push(one) },
  }
}

async function failureOf(store: ModelStore, candidate: Candidate = vit): Promise<SwitchyardError> {
  const result = await store.ensure(candidate, task, watcher().options)
  if (result.ok) throw new Error('expected a failure')
  return result.error
}

const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

describe('a first download', () => {
  test('lays the files out as huggingface_hub does, and reports the bytes of all files together', async () => {
    const { hub, folder, store } = await setUp()
    const { seen, options } = watcher()
    const result = await store().ensure(vit, task, options)

    expect(result.ok && result.value.path).toBe(join(folder, 'snapshots', hub.commitOf(model)))
    expect(await readFile(join(folder, 'refs/main'), 'utf8')).toBe(hub.commitOf(model))
    const snapshot = join(folder, 'snapshots', hub.commitOf(model))
    expect((await readdir(snapshot)).sort()).toEqual(['config.json', 'onnx', 'preprocessor_config.json'])
    expect(await readlink(join(snapshot, weights))).toBe(`../../../blobs/${hub.hashOf(model, weights)}`)
    expect(await readlink(join(snapshot, 'config.json'))).toBe(
      `../../blobs/${hub.hashOf(model, 'config.json')}`,
    )
    expect(await sha256(join(snapshot, weights))).toBe(hub.hashOf(model, weights))

    const total = result.ok ? result.value.bytes : 0
    expect(seen.at(-1)).toEqual({ loadedBytes: total, totalBytes: total })
    expect(seen.map(({ loadedBytes }) => loadedBytes)).toEqual(
      seen.map(({ loadedBytes }) => loadedBytes).sort((a, b) => a - b),
    )
  })

  test('takes only the weights of the wanted dtype', async () => {
    const { hub, store } = await setUp(['tiny/feature-extraction'])
    const candidate = candidateSchema.parse({
      backend: 'local',
      model: 'tiny/feature-extraction',
      dtype: 'fp32',
    })
    const result = await store().ensure(candidate, 'feature-extraction', watcher().options)

    const onnx = result.ok ? await readdir(join(result.value.path, 'onnx')) : []
    expect(onnx).toEqual(['model.onnx'])
    expect(hub.requests.filter(({ path }) => path.includes('quantized'))).toEqual([])
  })

  test('is shared by callers that ask at the same time', async () => {
    const { hub, store } = await setUp()
    const shared = store()
    const results = await Promise.all([1, 2, 3].map(() => shared.ensure(vit, task, watcher().options)))

    expect(results.map(({ ok }) => ok)).toEqual([true, true, true])
    expect(hub.requests.filter(({ server }) => server === 'cdn')).toHaveLength(1)
  })

  test('goes on for the others when one caller leaves', async () => {
    const { hub, store } = await setUp()
    hub.faults.push({ match: /onnx/, kind: 'cut', afterBytes: 1000, times: 1 })
    const shared = store()
    const leaving = watcher()
    const left = shared.ensure(vit, task, leaving.options)
    const stayed = shared.ensure(vit, task, watcher().options)
    leaving.stop.abort()

    expect(await left).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect(await stayed).toMatchObject({ ok: true })
  })

  test('happens once when two processes start it together', async () => {
    const { hub, env } = await setUp()
    const program = `
      const { createModelStore } = await import(${JSON.stringify(pathToFileURL(join(packageRoot, 'dist/hub/model-store.js')).href)})
      const store = createModelStore({ env: process.env, downloads: true })
      const candidate = ${JSON.stringify(vit)}
      const result = await store.ensure(candidate, '${task}', { signal: new AbortController().signal, onProgress() {} })
      console.log(result.ok ? 'done' : result.error.message)
      await store.close()`
    const start = () => execa(process.execPath, ['--input-type=module', '-e', program], { env })
    const outputs = await Promise.all([start(), start()])

    expect(outputs.map(({ stdout }) => stdout)).toEqual(['done', 'done'])
    expect(hub.requests.filter(({ path }) => path.startsWith('/files/'))).toHaveLength(1)
  })
})

describe('a model on disk', () => {
  test('needs no network, and counts as cached', async () => {
    const { hub, store } = await setUp()
    expect(store().cached(vit, task)).toBe(false)
    await store().ensure(vit, task, watcher().options)
    await hub.close()

    const { seen, options } = watcher()
    expect(await store().ensure(vit, task, options)).toMatchObject({ ok: true })
    expect(store().cached(vit, task)).toBe(true)
    expect(seen).toEqual([])
  })

  test('is found where Python put it, under another revision too', async () => {
    const { hub, folder, store } = await setUp()
    const commit = 'a'.repeat(40)
    await mkdir(join(folder, 'snapshots', commit, 'onnx'), { recursive: true })
    await mkdir(join(folder, 'refs'), { recursive: true })
    await writeFile(join(folder, 'refs', 'v2'), commit)
    await writeFile(join(folder, 'snapshots', commit, 'config.json'), '{}')
    const v2 = { ...vit, revision: 'v2' }
    expect(store().cached(v2)).toBe(false)
    await writeFile(join(folder, 'snapshots', commit, weights), 'weights')

    expect(store().cached(v2)).toBe(true)
    expect(await store().ensure(v2, task, watcher().options)).toMatchObject({ ok: true })
    expect(hub.requests).toEqual([])
  })

  test('that has rotted is found by verify and mended by pull', async () => {
    const { folder, hub, store } = await setUp()
    const kept = store()
    const signal = new AbortController().signal
    await kept.ensure(vit, task, watcher().options)
    expect(await kept.verifyModel(model, { signal })).toMatchObject({ files: 3, problems: [] })
    expect(await kept.listCached()).toEqual([model])
    await truncate(join(folder, 'blobs', hub.hashOf(model, weights)), 1000)

    expect(await kept.verifyModel(model, { signal })).toMatchObject({
      problems: [`${weights}: SHA-256 differs`],
    })
    await kept.pull(vit, task, watcher().options)
    expect(await kept.verifyModel(model, { signal })).toMatchObject({ problems: [] })
  })
})

describe('a download that is disturbed', () => {
  test('continues after a cut where it stopped', async () => {
    const { hub, store } = await setUp()
    hub.faults.push({ match: /onnx/, kind: 'cut', afterBytes: 500_000, times: 2 })
    const result = await store().ensure(vit, task, watcher().options)

    expect(result).toMatchObject({ ok: true })
    const ranges = hub.requests.filter(({ server }) => server === 'cdn').map(({ range }) => range)
    expect(ranges).toHaveLength(3)
    expect(ranges[0]).toBeUndefined()
    for (const range of ranges.slice(1)) expect(range).toMatch(/^bytes=[1-9]\d*-$/)
    if (result.ok) expect(await sha256(join(result.value.path, weights))).toBe(hub.hashOf(model, weights))
  })

  test('leaves what came when it is cancelled, at once, and the next one continues with it', async () => {
    const { folder, hub, store } = await setUp()
    hub.faults.push({ match: /onnx/, kind: 'stall', afterBytes: 700_000, times: 1 })
    const { stop, options } = watcher()
    const part = join(folder, 'blobs', `${hub.hashOf(model, weights)}.incomplete`)
    const size = async () => (await stat(part).catch(() => undefined))?.size ?? 0
    const kept = store()
    const pending = kept.ensure(vit, task, options)
    await expect.poll(size, { timeout: 10_000 }).toBe(700_000)
    stop.abort()

    expect(await pending).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect(kept.cached(vit)).toBe(false)
    expect(await store().ensure(vit, task, watcher().options)).toMatchObject({ ok: true })
    expect(hub.requests.at(-1)?.range).toBe('bytes=700000-')
    expect(existsSync(part)).toBe(false)
  })

  test('goes on when the server falls silent in the middle', async () => {
    const { hub, store } = await setUp()
    hub.faults.push({ match: /onnx/, kind: 'stall', afterBytes: 600_000, times: 1 })

    expect(await store({ stallTimeoutMs: 300 }).ensure(vit, task, watcher().options)).toMatchObject({
      ok: true,
    })
  })

  test('takes a file that came damaged once more', async () => {
    const { hub, store } = await setUp()
    hub.faults.push({ match: /onnx/, kind: 'corrupt', times: 1 })
    const result = await store().ensure(vit, task, watcher().options)

    if (!result.ok) throw result.error
    expect(await sha256(join(result.value.path, weights))).toBe(hub.hashOf(model, weights))
  })

  test('keeps out of the cache what always comes damaged', async () => {
    const { cache, folder, hub, store } = await setUp()
    hub.faults.push({ match: /onnx/, kind: 'corrupt' })
    const kept = store()
    const error = await failureOf(kept)

    expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: false })
    expect(error.message).toContain('SHA-256')
    expect(error.message).toContain(cache)
    expect(await readdir(join(folder, 'blobs'))).not.toContain(hub.hashOf(model, weights))
    expect(existsSync(join(folder, 'snapshots'))).toBe(false)
    expect(kept.cached(vit)).toBe(false)
  })
})

describe('a hub that gives no model', () => {
  test('is named with the model, the cache folder and the next moves, well within ten seconds', async () => {
    const { cache, store } = await setUp()
    const reserved = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => reserved.once('listening', resolve))
    const address = reserved.address()
    const port = typeof address === 'object' ? address?.port : 0
    await new Promise((resolve) => reserved.close(resolve))
    const endpoint = `http://127.0.0.1:${port}`
    const startedAt = performance.now()
    const { env } = await setUp()
    const error = await failureOf(store({ env: { ...env, HF_ENDPOINT: endpoint, HF_HUB_CACHE: cache } }))

    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect(error.code).toBe('MODEL_UNAVAILABLE')
    for (const part of [model, endpoint, cache, 'HF_ENDPOINT', 'switchyard models pull', '--profile demo'])
      expect(error.message).toContain(part)
  })

  test('is given up on when it takes connections but never answers', async () => {
    const { hub, store } = await setUp()
    hub.faults.push({ match: /./, kind: 'silence' })
    const error = await failureOf(store({ answerTimeoutMs: 200 }))

    expect(error.code).toBe('MODEL_UNAVAILABLE')
    expect(error.message).toContain("can't be reached")
    expect(hub.requests).toHaveLength(3)
  })

  test('is not listened to for ever when its list of files has no end', async () => {
    const { hub, store } = await setUp()
    hub.faults.push({ match: /api/, kind: 'endless' })
    const error = await failureOf(store())

    expect(error.code).toBe('MODEL_UNAVAILABLE')
    expect(error.message).toContain('not that of a model hub')
  })

  test('is asked again after an error of its own', async () => {
    const { hub, store } = await setUp()
    hub.faults.push({ match: /api/, kind: 'status', status: 503, times: 2 })

    expect(await store().ensure(vit, task, watcher().options)).toMatchObject({ ok: true })
  })

  test.each([
    { status: 401, code: 'RepoNotFound', says: /not found.*private.*HF_TOKEN/s },
    { status: 403, code: 'GatedRepo', says: /gated.*terms/s },
    { status: 404, code: 'RevisionNotFound', says: /not found.*revision main/s },
    { status: 429, code: undefined, says: /429.*later/s },
  ])('is quoted when it says $status $code', async ({ status, code, says }) => {
    const { hub, store } = await setUp()
    hub.faults.push({ match: /api/, kind: 'status', status, ...(code && { code }) })
    const error = await failureOf(store())

    expect(error.code).toBe('MODEL_UNAVAILABLE')
    expect(error.message).toMatch(says)
    expect(error.retryable).toBe(status === 429)
  })

  test('is asked again after the pause it asks for, not before', async () => {
    const { hub, store } = await setUp()
    const headers = { 'retry-after': '1' }
    hub.faults.push({ match: /api/, kind: 'status', status: 429, headers, times: 1 })
    const startedAt = performance.now()

    expect(await store().ensure(vit, task, watcher().options)).toMatchObject({ ok: true })
    expect(performance.now() - startedAt).toBeGreaterThan(990)
  })

  test('is not waited for when it asks for a long pause, and the pause is named', async () => {
    const { hub, store } = await setUp()
    const headers = { ratelimit: '"api";r=0;t=290' }
    hub.faults.push({ match: /api/, kind: 'status', status: 429, headers })
    const error = await failureOf(store())

    expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true })
    expect(error.message).toMatch(/429.*in 290 s/)
    expect(hub.requests).toHaveLength(1)
  })

  test('that calls a model a web page is believed as to the bytes alone', async () => {
    const { hub, store } = await setUp()
    hub.faults.push({ match: /onnx/, kind: 'html-type' })

    expect(await store().ensure(vit, task, watcher().options)).toMatchObject({ ok: true })
  })

  test('is not asked when downloads are off', async () => {
    const { cache, env, hub, store } = await setUp()
    const errors = [
      await failureOf(store({ downloads: false })),
      await failureOf(store({ env: { ...env, HF_HUB_OFFLINE: '1' } })),
    ]

    expect(errors.map(({ code }) => code)).toEqual(['MODEL_UNAVAILABLE', 'MODEL_UNAVAILABLE'])
    for (const { message } of errors) {
      expect(message).toContain('downloads are off')
      expect(message).toContain(cache)
    }
    expect(hub.requests).toEqual([])
  })

  test('says which dtypes there are when the wanted one is missing', async () => {
    const { store } = await setUp()
    const error = await failureOf(store(), { ...vit, dtype: 'fp16' })

    expect(error.message).toMatch(/no weights as fp16, only as q8/)
  })
})

test('the token goes to the hub, and to no server it redirects to', async () => {
  const { env, hub, store } = await setUp()
  await store({ env: { ...env, HF_TOKEN: 'hf_abcdefghijkl' } }).ensure(vit, task, watcher().options)

  const seen = (server: string) =>
    new Set(hub.requests.filter((one) => one.server === server).map(({ authorization }) => authorization))
  expect(seen('hub')).toEqual(new Set(['Bearer hf_abcdefghijkl']))
  expect(seen('cdn')).toEqual(new Set([undefined]))
})

test('a model id that leads out of the cache folder is refused', async () => {
  const { hub, store } = await setUp()
  const error = await failureOf(store(), { ...vit, model: '../../etc' })

  expect(error.code).toBe('INVALID_CONFIG')
  expect(hub.requests).toEqual([])
})

describe('a pipe among the files of a model', () => {
  test('is named instead of read, which would wait for ever', async () => {
    const { folder, store } = await setUp()
    const snapshot = join(folder, 'snapshots', 'a'.repeat(40))
    await mkdir(join(snapshot, 'onnx'), { recursive: true })
    await mkdir(join(folder, 'refs'))
    for (const file of ['config.json', weights]) await writeFile(join(snapshot, file), '{}')
    await execa('mkfifo', [join(snapshot, 'tokenizer_config.json')])
    const inFolder = { ...vit, source: 'folder' as const, model: snapshot }
    expect(await failureOf(store(), inFolder)).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringMatching(/tokenizer_config\.json is a pipe, socket or device/),
    })
    await writeFile(join(folder, 'refs', 'main'), 'a'.repeat(40))
    expect((await failureOf(store())).message).toContain('is a pipe, socket or device')
    const { problems } = await store().verifyModel(model, { signal: watcher().stop.signal })
    expect(problems).toContain('tokenizer_config.json: is a pipe, socket or device, not a file')
  })

  test('in the place of a revision, or of a half download, is as good as none', async () => {
    const { hub, folder, store } = await setUp()
    await mkdir(join(folder, 'refs'), { recursive: true })
    await mkdir(join(folder, 'blobs'), { recursive: true })
    await execa('mkfifo', [
      join(folder, 'refs', 'main'),
      `${join(folder, 'blobs', hub.hashOf(model, weights))}.incomplete`,
    ])
    const result = await store().ensure(vit, task, watcher().options)
    expect(result.ok && result.value.path).toBe(join(folder, 'snapshots', hub.commitOf(model)))
  })
})
