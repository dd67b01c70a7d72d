import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Profile, profileSchema } from '../../src/config/profile.js'
import { SwitchyardError } from '../../src/core/errors.js'
import { createModelStore } from '../../src/hub/model-store.js'
import { createOpenModels } from '../../src/routing/open-models/hub-open-models.js'
import type { ResolvedModel } from '../../src/routing/open-models/open-models.js'
import { loadTool } from '../../src/tools/registry.js'
import type { AnyTool } from '../../src/tools/tool.js'
import { type FakeHubOptions, fakeHub } from '../support/fake-hub.js'
import type { WrittenRepo } from '../support/hub-repos.js'

const signal = new AbortController().signal
const repo = (pipelineTag: string, modelType: string, more: Partial<WrittenRepo> = {}): WrittenRepo => ({
  pipelineTag,
  ...more,
  files: { 'config.json': JSON.stringify({ model_type: modelType }), ...more.files },
})
const torch = repo('image-classification', 'vit', { files: { 'model.safetensors': 'weights' } })
const converted = repo('image-classification', 'vit', {
  downloads: 5000,
  files: { 'onnx/model_quantized.onnx': 'weights', 'onnx/model.onnx': 'bigger weights' },
})

async function toolOf(id: string): Promise<AnyTool> {
  const tool = await loadTool(id)
  if (!tool) throw new Error(`no tool ${id}`)
  return tool
}

/** A tool as if no provider could run it. */
async function localTool(id: string): Promise<AnyTool> {
  const { remote: _remote, ...tool } = await toolOf(id)
  return tool
}

async function setUp(written: Record<string, WrittenRepo>, options: FakeHubOptions = {}) {
  const hub = await fakeHub(['pictogram/vit-tiny'], {}, { written, ...options })
  const home = await mkdtemp(join(tmpdir(), 'switchyard-open-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const env = { HOME: home, HF_HOME: join(home, 'hf'), HF_ENDPOINT: hub.url }
  function open(settings: Partial<Profile> = {}, more: Record<string, string> = {}) {
    const profile: Profile = { ...profileSchema.parse({ name: 'hub', description: '' }), ...settings }
    const hasToken = 'HF_TOKEN' in more
    const dir = join(home, 'cache')
    const models = createOpenModels({ profile, env: { ...env, ...more }, hasToken, dir })
    onTestFinished(() => models.close())
    return models
  }
  return { hub, env, open }
}

async function resolved(
  models: ReturnType<typeof createOpenModels>,
  model: string,
  tool: AnyTool,
): Promise<ResolvedModel> {
  const result = await models.resolve(model, tool, { signal })
  if (!result.ok) throw result.error
  return result.value
}

const classify = await localTool('image-classification')

describe('a model that no catalogue lists', () => {
  test('becomes a candidate from its list of files, of which none is downloaded', async () => {
    const { hub, open } = await setUp({ 'onnx-community/vit': converted })
    const { candidates, rejected } = await resolved(open(), 'onnx-community/vit', classify)

    expect(candidates).toMatchObject([{ backend: 'local', model: 'onnx-community/vit', dtype: 'q8' }])
    expect(rejected).toEqual([])
    expect(hub.requests.map(({ path }) => path)).not.toContainEqual(expect.stringContaining('resolve'))
    expect(hub.bytesSent).toBe(0)
  })

  test('is found in long lists that come in pages', async () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_one, at) => [`a-${at}.txt`, 'x']))
    const { hub, open } = await setUp(
      { 'a/many': { ...converted, files: { ...many, ...converted.files } } },
      { pageSize: 10 },
    )
    const { candidates } = await resolved(open(), 'a/many', classify)

    expect(candidates).toHaveLength(1)
    expect(hub.requests.filter(({ path }) => path.includes('/tree/'))).toHaveLength(3)
  })

  test('that has no ONNX files is turned down, with others that have', async () => {
    const { open } = await setUp({ 'google/vit-x': torch, 'onnx-community/vit-x-ONNX': converted })
    const { candidates, rejected } = await resolved(open(), 'google/vit-x', classify)

    expect(candidates).toEqual([])
    expect(rejected[0]?.reason).toBe('has no ONNX files (onnx/*.onnx); try onnx-community/vit-x-ONNX')
  })

  test('that has no ONNX files, nor anyone else, leads to the search', async () => {
    const { open } = await setUp({ 'google/vit-x': torch })
    const { rejected } = await resolved(open(), 'google/vit-x', classify)

    expect(rejected[0]?.reason).toContain('switchyard models search --task image-classification --local')
  })

  test('that is gated needs a token before anything is downloaded', async () => {
    const { open } = await setUp(
      { 'meta/vit': { ...converted, gated: 'manual' } },
      { token: 'hf_rightrightright' },
    )
    const { rejected } = await resolved(open(), 'meta/vit', classify)
    expect(rejected[0]?.reason).toMatch(/gated.*HF_TOKEN/)

    const { candidates } = await resolved(open({}, { HF_TOKEN: 'hf_rightrightright' }), 'meta/vit', classify)
    expect(candidates).toHaveLength(1)
  })

  test('that is not there, or in another revision, is an error with the next move', async () => {
    const { open } = await setUp({ 'a/vit': converted })
    const errors = await Promise.all(
      ['no/body', 'a/vit@v9'].map(async (model) => {
        const result = await open().resolve(model, classify, { signal })
        return result.ok ? undefined : result.error
      }),
    )
    for (const error of errors) expect(error).toBeInstanceOf(SwitchyardError)
    expect(errors.map((error) => error?.code)).toEqual(['MODEL_UNAVAILABLE', 'MODEL_UNAVAILABLE'])
    expect(errors[0]?.message).toMatch(/no\/body was not found.*HF_TOKEN/)
    expect(errors[1]?.message).toMatch(/revision v9/)
  })

  test('is asked for once, and for a while by nobody again', async () => {
    const { hub, open } = await setUp({ 'a/vit': converted })
    const models = open()
    await resolved(models, 'a/vit', classify)
    await resolved(models, 'a/vit', classify)
    await resolved(open(), 'a/vit', classify)

    expect(hub.requests).toHaveLength(2)
  })

  test('needs no network once it is on disk', async () => {
    const { hub, env, open } = await setUp({})
    const store = createModelStore({ env, downloads: true })
    onTestFinished(() => store.close())
    const [candidate] = (await resolved(open(), 'pictogram/vit-tiny', classify)).candidates
    if (!candidate) throw new Error('no candidate')
    await store.ensure(candidate, classify.id, { signal, onProgress: () => {} })
    await hub.close()

    const offline = await resolved(open({ downloads: false }), 'pictogram/vit-tiny', classify)
    expect(offline.candidates).toEqual([candidate])
  })

  test('that is neither on disk nor to be downloaded is left to the router to refuse', async () => {
    const { hub, open } = await setUp({ 'a/vit': converted })
    const { candidates } = await resolved(open({ downloads: false }), 'a/vit', classify)

    expect(candidates).toMatchObject([{ model: 'a/vit' }])
    expect(hub.requests).toEqual([])
  })

  test('says what the hub is that answers with a web page', async () => {
    const { hub, open } = await setUp({})
    hub.faults.push({ match: /api/, kind: 'status', status: 200 })
    const result = await open().resolve('a/vit', classify, { signal })

    expect(result.ok ? '' : result.error.message).toContain('not that of a model hub')
  })
})

describe('a model at Inference Providers', () => {
  const providers = {
    'hf-inference': { status: 'live', providerId: 'x', task: 'image-classification' },
  } as const

  test('is a candidate beside the local one', async () => {
    const { open } = await setUp({ 'a/vit': { ...converted, providers } })
    const tool = await toolOf('image-classification')
    const { candidates } = await resolved(open({}, { HF_TOKEN: 'hf_abcdefghijkl' }), 'a/vit', tool)

    expect(candidates.map(({ backend }) => backend)).toEqual(['local', 'hugging-face'])
  })

  test('will do where the local form is missing, with the reason why that is', async () => {
    const { open } = await setUp({ 'google/vit-x': { ...torch, providers } })
    const tool = await toolOf('image-classification')
    const { candidates, rejected } = await resolved(
      open({}, { HF_TOKEN: 'hf_abcdefghijkl' }),
      'google/vit-x',
      tool,
    )

    expect(candidates).toMatchObject([{ backend: 'hugging-face', model: 'google/vit-x' }])
    expect(rejected[0]?.reason).toContain('has no ONNX files')
  })

  test('that can not be looked up does not keep one on disk from running', async () => {
    const { hub, env, open } = await setUp({})
    const store = createModelStore({ env, downloads: true })
    onTestFinished(() => store.close())
    const [candidate] = (await resolved(open(), 'pictogram/vit-tiny', classify)).candidates
    if (!candidate) throw new Error('no candidate')
    await store.ensure(candidate, classify.id, { signal, onProgress: () => {} })
    hub.faults.push({ match: /api/, kind: 'status', status: 403 })
    const tool = await toolOf('image-classification')
    const offered = await resolved(
      open({}, { HF_TOKEN: 'hf_abcdefghijkl' }),
      `pictogram/vit-tiny@${hub.commitOf('pictogram/vit-tiny')}`,
      tool,
    )

    expect(offered.candidates).toMatchObject([{ backend: 'local', model: 'pictogram/vit-tiny' }])
    expect(offered.rejected[0]?.reason).toContain('403')
  })

  test('is not looked for where nothing may leave the machine', async () => {
    const { hub, open } = await setUp({ 'a/vit': { ...converted, providers } })
    const settings = { privacy: 'local', backends: ['hugging-face'] } as const
    const tool = await toolOf('image-classification')
    await resolved(
      open({ ...settings, backends: [...settings.backends] }, { HF_TOKEN: 'hf_abcdefghijkl' }),
      'a/vit',
      tool,
    )

    expect(hub.requests).toEqual([])
  })
})
