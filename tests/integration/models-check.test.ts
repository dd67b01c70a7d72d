import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { candidateSchema } from '../../src/config/candidate.js'
import { type CheckedModel, checkModels } from '../../src/hub/check/check-models.js'
import type { CatalogClaim } from '../../src/hub/check/judge-model.js'
import { createHubClient } from '../../src/hub/client.js'
import { readHubSettings } from '../../src/hub/settings.js'
import { type Cli, createCli } from '../support/cli.js'
import { type FakeHub, type FakeHubOptions, fakeHub } from '../support/fake-hub.js'
import type { RepoAbout } from '../support/hub-repos.js'

const vit = 'pictogram/vit-tiny'
const at = (provider: string, task: string, status: 'live' | 'staging' = 'live'): Partial<RepoAbout> => ({
  providers: { [provider]: { status, providerId: 'its-own-name', task } },
})

function claim(
  fields: Record<string, unknown>,
  { tool = 'image-classification', byChat = false } = {},
): CatalogClaim {
  return { tool, candidate: candidateSchema.parse({ backend: 'local', ...fields }), pipeline: tool, byChat }
}

async function check(hub: FakeHub, claims: CatalogClaim[], env: Record<string, string> = {}) {
  const settings = readHubSettings({ HF_ENDPOINT: hub.url, HOME: '/nonexistent', ...env })
  const client = createHubClient({ hub: settings, env: {}, longestRetryAfterMs: 60_000 })
  const told: number[] = []
  try {
    const checked = await checkModels(claims, {
      hub: settings,
      client,
      signal: new AbortController().signal,
      onProgress: ({ done }) => told.push(done),
    })
    return { checked, told }
  } finally {
    await client.close()
  }
}

const place = (about: Partial<RepoAbout> = {}, options: FakeHubOptions = {}) =>
  fakeHub([vit], {}, { about: { [vit]: about }, ...options })

/** What one entry comes to. */
async function verdict(hub: FakeHub, fields: Record<string, unknown>, options = {}): Promise<CheckedModel> {
  const { checked } = await check(hub, [claim({ model: vit, ...fields }, options)])
  const [one] = checked
  if (!one) throw new Error('nothing was checked')
  return one
}

describe('an entry of the catalogue', () => {
  it('that holds is right, with its size, licence and providers', async () => {
    const hub = await place({ tags: ['license:apache-2.0'], ...at('hf-inference', 'image-classification') })
    const bytes = (await verdict(hub, {})).downloadBytes ?? 0
    expect(bytes).toBeGreaterThan(1_000_000)
    expect(await verdict(hub, { download: bytes, memory: 2 * bytes, license: 'apache-2.0' })).toMatchObject({
      state: 'right',
      problems: [],
      notes: [],
      license: 'apache-2.0',
      providers: ['hf-inference'],
    })
    // Nothing is downloaded for that.
    expect(hub.bytesSent).toBe(0)
  })

  it.each<[string, Partial<RepoAbout>, Record<string, unknown>, RegExp]>([
    [
      'names a precision that is not there',
      {},
      { dtype: 'q4f16' },
      /no weights in q4f16, only in .*: write `dtype: \w+`/,
    ],
    [
      'is far off with its size',
      {},
      { download: '80MB' },
      /has [\d.]+ MB to download, not 80(\.0)? MB: write `download: [\d.]+MB`/,
    ],
    [
      'promises less memory than its files have',
      {},
      { memory: '1KB' },
      /can't fit .* write `memory: [\d.]+MB`/,
    ],
    [
      'has another licence now',
      { tags: ['license:cc-by-nc-4.0'] },
      { license: 'mit' },
      /licence cc-by-nc-4\.0, not mit.*`license: cc-by-nc-4\.0`/,
    ],
    ['is gated', { gated: 'auto' }, {}, /gated: accept its terms .* HF_TOKEN/],
    [
      'names a provider that is gone',
      at('fal-ai', 'image-classification'),
      { backend: 'hugging-face', provider: 'hf-inference' },
      /not served by hf-inference any more, but by fal-ai: write `provider: fal-ai`/,
    ],
    [
      'names a provider that only tries it out',
      at('fal-ai', 'image-classification', 'staging'),
      { backend: 'hugging-face', provider: 'fal-ai' },
      /only being tried out at fal-ai.*`endpoint`/,
    ],
    ['is served by nobody', {}, { backend: 'hugging-face' }, /served by no provider.*`endpoint`/],
    [
      'is of a revision that is gone',
      {},
      { revision: 'v9' },
      /was not found, in revision v9.*models search vit-tiny/,
    ],
  ])('that %s is wrong, and the reason says what to write', async (_, about, fields, reason) => {
    const found = await verdict(await place(about), fields)
    expect(found.state).toBe('wrong')
    expect(found.problems.join('; ')).toMatch(reason)
  })

  it('whose precision is gone is not to be written again as another entry', async () => {
    const files = { 'config.json': '{"model_type":"vit"}', 'onnx/model_quantized.onnx': 'weights' }
    const hub = await fakeHub([], {}, { written: { 'acme/small': { files } } })
    const { checked } = await check(hub, [
      claim({ model: 'acme/small' }),
      claim({ model: 'acme/small', dtype: 'fp32' }),
      claim({ model: 'acme/small', dtype: 'fp32' }, { tool: 'image-feature-extraction' }),
    ])
    expect(checked.map(({ problems }) => problems.join())).toEqual([
      '',
      'has no weights in fp32, only in q8: take this entry out, as others have it so',
      'has no weights in fp32, only in q8: write `dtype: q8`',
    ])
  })

  it('that lacks a file of its weights is wrong', async () => {
    const files = {
      'config.json': '{"model_type":"whisper"}',
      'onnx/encoder_model_quantized.onnx': 'weights',
    }
    const written = {
      'acme/half': { files },
      'acme/torch': { files: { 'config.json': '{}', 'model.safetensors': 'x' } },
    }
    const hub = await fakeHub([], {}, { written })
    const asr = { tool: 'automatic-speech-recognition' }
    const parts = { encoder_model: 'fp32', decoder_model_merged: 'q8' }
    const { checked } = await check(hub, [
      claim({ model: 'acme/half', dtype: parts }, asr),
      claim({ model: 'acme/torch' }, asr),
    ])
    expect(checked.map(({ problems }) => problems.join())).toEqual([
      expect.stringMatching(/lacks files for .*; there are encoder_model \(q8\): correct `dtype`/),
      expect.stringMatching(/no files onnx\/\*\.onnx any more/),
    ])
  })

  it('of another kind of model than transformers.js loads for the tool is wrong', async () => {
    expect((await verdict(await place(), {}, { tool: 'depth-estimation' })).problems.join()).toMatch(
      /is a vit model, which transformers\.js does not load for depth-estimation/,
    )
  })

  it('that is asked by chat where it is served for something else is wrong', async () => {
    const hub = await place(at('fal-ai', 'image-to-image'))
    const found = await verdict(hub, { backend: 'hugging-face', provider: 'fal-ai' }, { byChat: true })
    expect(found.problems).toEqual([
      'is served for image-to-image, not for chat: choose another provider or model',
    ])
  })

  it('of a model that has moved is wrong, and its new name is said', async () => {
    const hub = await place({}, { moved: { 'old/vit': vit } })
    const found = await verdict(hub, { model: 'old/vit' })
    expect(found.problems).toEqual([`is called ${vit} now: write \`model: ${vit}\``])
  })

  it('of a model that is gone is wrong, and one whose page names no licence is noted', async () => {
    const hub = await place()
    expect(await verdict(hub, { model: 'acme/gone' })).toMatchObject({
      state: 'wrong',
      problems: [expect.stringContaining('`switchyard models search gone`')],
    })
    expect(await verdict(hub, { license: 'mit' })).toMatchObject({
      state: 'right',
      notes: ['names no licence; the catalogue says mit'],
    })
  })

  it('of a gated model is right for who has a token, and the terms are noted', async () => {
    const hub = await place({ gated: 'manual' }, { token: 'hf_good' })
    const { checked } = await check(hub, [claim({ model: vit })], { HF_TOKEN: 'hf_good' })
    expect(checked).toMatchObject([{ state: 'right', notes: [expect.stringContaining('accept its terms')] }])
  })
})

describe('the whole catalogue', () => {
  const many = Array.from({ length: 30 }, (_, n) => `acme/model-${n}`)
  const aliases = Object.fromEntries(many.map((id) => [id, vit]))

  it('is asked for model by model, each once, and a busy Hub is waited for', async () => {
    const hub = await fakeHub([], aliases)
    hub.faults.push({
      kind: 'status',
      status: 429,
      match: /model-7/,
      times: 2,
      headers: { 'retry-after': '0' },
    })
    const claims = many.flatMap((model) => [claim({ model }), claim({ model, dtype: 'fp32' })])
    const { checked, told } = await check(hub, claims)
    expect(checked.map(({ model }) => model)).toEqual(claims.map(({ candidate }) => candidate.model))
    expect(checked.filter(({ state }) => state === 'unchecked')).toEqual([])
    expect(told).toEqual(claims.map((_, place) => place + 1))
    const answered = hub.requests.filter(({ status }) => status === 200)
    expect(answered.length).toBe(2 * many.length)
  })

  it('is checked as far as the Hub answers, and what it did not say is no fault of the entry', async () => {
    const hub = await fakeHub([], aliases)
    hub.faults.push({ kind: 'status', status: 429, match: /model-3\//, headers: { 'retry-after': '9999' } })
    hub.faults.push({ kind: 'status', status: 403, match: /model-4\// })
    const { checked } = await check(
      hub,
      many.slice(0, 6).map((model) => claim({ model })),
    )
    expect(checked.map(({ state }) => state)).toEqual([
      'right',
      'right',
      'right',
      'unchecked',
      'unchecked',
      'right',
    ])
    expect(checked[3]?.problems.join()).toMatch(/answered 429/)
    expect(checked[4]?.problems.join()).toMatch(/refuses acme\/model-4 \(403\)/)
  })

  it('is an error where no Hub is to be reached', async () => {
    const hub = await fakeHub([], aliases)
    await hub.close()
    await expect(
      check(
        hub,
        many.map((model) => claim({ model })),
      ),
    ).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining("can't be reached"),
    })
  })
})

describe('switchyard models check', () => {
  let cli: Cli
  const catalog = `image-classification:
  replace: true
  candidates:
    - { backend: local, model: ${vit} }
    - { backend: local, model: ${vit}, download: 1GB }
    - { backend: local, source: pack, model: ${vit} }
    - { backend: hugging-face, model: acme/own, endpoint: 'http://127.0.0.1:9' }
`
  beforeAll(async () => {
    cli = await createCli()
    await writeFile(join(cli.home, 'mine.yaml'), catalog)
    await writeFile(join(cli.home, 'switchyard.yaml'), 'profile: hub\ncatalogs: [mine.yaml]\n')
  })
  afterAll(() => cli.dispose())
  const run = (args: string[], env: Record<string, string>) => cli.run(['models', 'check', ...args], { env })

  it('prints a table and what to change, and fails where something is to be changed', async () => {
    const hub = await place({ tags: ['license:mit'] })
    const { stdout, stderr, exitCode } = await run([vit], { HF_ENDPOINT: hub.url })
    const lines = stdout.split('\n').filter((line) => line.includes(`local:${vit}`))
    expect(lines[0]).toMatch(/^[✓✗] +image-classification +local:pictogram\/vit-tiny@main:q8 .*mit/)
    expect(lines[1]).toMatch(/^✗ .*:q8 +[\d.]+ MB/)
    expect(stdout).toMatch(
      /What to change in the catalogue:\n[\s\S]*✗ image-classification: local:.*:q8 .*write `download: /,
    )
    expect(stderr).toBe('2 entries: 1 right, 1 to change, 0 not checked.')
    expect(exitCode).toBe(1)
    const json = await run([vit, '--json'], { HF_ENDPOINT: hub.url })
    expect(JSON.parse(json.stdout)).toMatchObject([{ state: 'right', license: 'mit' }, { state: 'wrong' }])
  })

  it('says so when it is offline, when the Hub can’t be reached, and when nothing is meant', async () => {
    const offline = await run([], { HF_HUB_OFFLINE: '1' })
    expect([offline.exitCode, offline.stderr]).toEqual([3, expect.stringContaining('HF_HUB_OFFLINE is set')])
    const away = await run(['image-classification'], { HF_ENDPOINT: 'http://127.0.0.1:9' })
    expect([away.exitCode, away.stderr]).toEqual([
      3,
      expect.stringMatching(
        /^error: Nothing was checked\. http:\/\/127\.0\.0\.1:9 can't be reached: .*ECONNREFUSED.*\. Check the network or HF_ENDPOINT, and run this again\.$/,
      ),
    ])
    const json = await run(['image-classification', '--json'], { HF_ENDPOINT: 'http://127.0.0.1:9' })
    expect([json.exitCode, JSON.parse(json.stdout)]).toMatchObject([
      3,
      { error: { code: 'MODEL_UNAVAILABLE' } },
    ])
    const nothing = await run(['no-such-thing'], { HF_ENDPOINT: 'http://127.0.0.1:9' })
    expect([nothing.exitCode, nothing.stderr]).toEqual([2, expect.stringContaining('No model of the Hub')])
  })
})
