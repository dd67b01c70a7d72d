import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import OpenAI, { APIError } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'
import { canSpeak } from '../support/speech.js'

const slow = 120_000
const model = (name: string) => join(packageRoot, 'tests/fixtures/models', name)
const candidate = (name: string, options = '') =>
  `  - { backend: local, source: folder, model: ${JSON.stringify(model(name))}, dtype: fp32, memory: 10MB${options} }\n`
const oneVoice = candidate('text-to-speech')
const twoVoices = candidate(
  'style-text-to-speech-2',
  ', options: { pipeline: text-to-speech-by-style, voices: [af_one, bf_two] }',
)

let served: ServedAgent[] = []
let folders: string[] = []
afterAll(async () => {
  await Promise.all(served.map((one) => one.close()))
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
})

/** OpenAI's own client of a server whose models for speech are these. */
async function clientOf(candidates: string): Promise<OpenAI> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-speech-'))
  folders = [...folders, folder]
  const catalog = join(folder, 'catalog.yaml')
  await writeFile(catalog, `text-to-speech:\n${candidates}`)
  const one = await serveAgent({
    agent: { set: [`catalogs=[${JSON.stringify(catalog)}]`, 'sources=[folder]'] },
  })
  served = [...served, one]
  return new OpenAI({ baseURL: one.baseURL, apiKey: 'any', maxRetries: 0 })
}

async function said(openai: OpenAI, more: { voice: string; speed?: number }) {
  const response = await openai.audio.speech.create({
    model: 'text-to-speech',
    input: 'Good morning.',
    ...more,
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(bytes.subarray(0, 4).toString()).toBe('RIFF')
  return { digest: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
}
const refused = (openai: OpenAI, more: { voice: string; speed?: number }) =>
  said(openai, more).then(
    () => undefined,
    (error: unknown) => error,
  )

describe.skipIf(!canSpeak)('a model with voices', () => {
  let openai: OpenAI
  beforeAll(async () => {
    openai = await clientOf(twoVoices)
  }, slow)

  test(
    "speaks with its own voices, and with OpenAI's names for them in their order",
    async () => {
      const one = await said(openai, { voice: 'af_one' })
      const two = await said(openai, { voice: 'bf_two' })
      expect(one.digest).not.toBe(two.digest)
      expect((await said(openai, { voice: 'alloy' })).digest).toBe(one.digest)
      expect((await said(openai, { voice: 'ash' })).digest).toBe(two.digest)
      expect((await said(openai, { voice: 'ballad' })).digest).toBe(one.digest)
    },
    slow,
  )

  test('refuses a voice that it does not have, and names those that it has', async () => {
    const error = await refused(openai, { voice: 'zorp' })
    expect(error).toBeInstanceOf(APIError)
    expect(error).toMatchObject({ status: 400, param: 'voice' })
    expect(String(error)).toContain('There is no voice "zorp" here. There are af_one, bf_two.')
  })

  test(
    'speaks at the speed that is asked for',
    async () => {
      expect((await said(openai, { voice: 'af_one', speed: 2 })).bytes).toBeGreaterThan(44)
      expect(await refused(openai, { voice: 'af_one', speed: 9 })).toMatchObject({ status: 400 })
    },
    slow,
  )
})

describe('a model of one voice', () => {
  let openai: OpenAI
  beforeAll(async () => {
    openai = await clientOf(oneVoice)
  }, slow)

  test(
    "speaks by any of OpenAI's names",
    async () => {
      expect((await said(openai, { voice: 'alloy' })).bytes).toBeGreaterThan(44)
    },
    slow,
  )

  test('refuses other names, and other speeds', async () => {
    const error = await refused(openai, { voice: 'af_one' })
    expect(error).toMatchObject({ status: 400, param: 'voice' })
    expect(String(error)).toContain('have one voice each: leave it out')
    expect(await refused(openai, { voice: 'alloy', speed: 2 })).toMatchObject({ status: 400, param: 'speed' })
  })
})

test.skipIf(!canSpeak)(
  'a voice that the first model lacks is spoken by the next',
  async () => {
    const openai = await clientOf(`${oneVoice}${twoVoices}`)
    expect((await said(openai, { voice: 'bf_two' })).bytes).toBeGreaterThan(44)
    expect(await refused(openai, { voice: 'zorp' })).toMatchObject({ status: 400 })
  },
  slow,
)
