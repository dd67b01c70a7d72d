import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import OpenAI, { APIError } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { hasMp3Encoder, mp3Encoder } from '../../src/media/codec/encode-mp3.js'
import { speechFormat } from '../../src/serve/openai/speech-format.js'
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
    response_format: 'wav',
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

const withoutMp3 = (await hasMp3Encoder())
  ? undefined
  : `Speech as MP3 is not tested: npm install ${mp3Encoder}.`
if (withoutMp3) console.error(withoutMp3)

describe('the format of speech', () => {
  test('is MP3 where that can be made and no other is asked for, else WAV', () => {
    expect(speechFormat(undefined, true)).toBe('mp3')
    expect(speechFormat(null, false)).toBe('wav')
    expect(speechFormat('wav', true)).toBe('wav')
  })
  test.each([
    [
      'mp3',
      false,
      /no encoder for MP3\. Ask for response_format: wav\..* npm install @mediabunny\/mp3-encoder/,
    ],
    ['opus', false, /not made as "opus"\. Ask for response_format: wav\.$/],
    ['flac', true, /Ask for response_format: wav or mp3\.$/],
  ])('%s is refused where it is not made, with what to ask for', (asked, hasMp3, said) => {
    expect(() => speechFormat(asked, hasMp3)).toThrow(said)
  })

  test.skipIf(!canSpeak || withoutMp3 !== undefined)(
    'is MP3 of the same length, which is found again by its digest',
    async () => {
      const openai = await clientOf(oneVoice)
      const speak = async (response_format?: 'wav' | 'mp3') => {
        const asked = { model: 'text-to-speech', input: 'Good morning.', voice: 'alloy' }
        const reply = await openai.audio.speech.create({
          ...asked,
          ...(response_format && { response_format }),
        })
        const type = reply.headers.get('content-type')
        const bytes = new Uint8Array(await reply.arrayBuffer())
        const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
        return { type, bytes, seconds: await input.computeDuration() }
      }
      const [plain, wav, mp3] = [await speak(), await speak('wav'), await speak('mp3')]
      expect([plain.type, wav.type, mp3.type]).toEqual(['audio/mpeg', 'audio/wav', 'audio/mpeg'])
      expect(plain.bytes).toEqual(mp3.bytes)
      // The encoder fills the first and the last frame up.
      expect(mp3.seconds).toBeGreaterThanOrEqual(wav.seconds)
      expect(mp3.seconds).toBeLessThan(wav.seconds + 0.3)
    },
    slow,
  )
})

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
