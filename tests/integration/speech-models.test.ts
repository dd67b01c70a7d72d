import { appendFile, cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createLocalBackend } from '../../src/backends/local/local-backend.js'
import { candidateSchema } from '../../src/config/candidate.js'
import { packageRoot } from '../../src/config/package-root.js'
import { profileSchema } from '../../src/config/profile.js'
import { openMediaStore } from '../../src/media/store/store.js'
import { loadTool } from '../../src/tools/registry.js'
import { sharedIngest } from '../support/shared-reader.js'
import { canSpeak } from '../support/speech.js'

/** A field of a protobuf message whose value is bytes. */
const field = (number: number, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([number * 8 + 2, value.length]), value])

/**
 * One more input for an ONNX file, whole numbers of 64 bits in a row. Appended to the file, it is merged into the
 * graph, as protobuf has it.
 */
function graphInput(name: string): Buffer {
  const shape = field(1, field(2, Buffer.from('tokens')))
  const tensor = Buffer.concat([Buffer.from([8, 7]), field(2, shape)])
  return field(7, field(11, Buffer.concat([field(1, Buffer.from(name)), field(2, field(1, tensor))])))
}

/** The demo pack's Whisper with an encoder that is called fp32, and a decoder that wants to be told positions. */
async function exportedOtherwise(folder: string): Promise<string> {
  const model = join(folder, 'whisper')
  await cp(join(packageRoot, 'models/pictogram/whisper-tiny'), model, { recursive: true })
  const weights = (name: string) => join(model, 'onnx', name)
  await rename(weights('encoder_model_quantized.onnx'), weights('encoder_model.onnx'))
  await appendFile(weights('decoder_model_merged_quantized.onnx'), graphInput('cache_position'))
  return model
}

/** A backend with a folder of its own. */
async function openBackend() {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-speech-'))
  const profile = profileSchema.parse({
    ...{ name: 'test', description: 'test' },
    local: { device: 'cpu', hosts: 1, threads: 1, memory: '500MB' },
  })
  const mediaDir = join(home, 'media')
  const { ingest } = sharedIngest(await openMediaStore({ dir: mediaDir, maxBytes: 1e9 }), profile.media)
  const backend = await createLocalBackend({ profile, mediaDir, env: { HOME: home } })
  onTestFinished(async () => {
    await backend.close()
    await rm(home, { recursive: true, force: true })
  })
  return { home, backend, ingest }
}

test('a Whisper with a dtype for each network, exported with cache positions, hears what the usual one hears', async () => {
  const { home, backend, ingest } = await openBackend()
  const tool = await loadTool('automatic-speech-recognition')
  const recording = await ingest(join(packageRoot, 'samples/audio/memo-01.wav'))
  if (!tool || !recording.ok) throw new Error('the tool and its sample are there')
  const common = {
    ...{ backend: 'local', memory: '40MB' },
    options: { windowSeconds: 6, pieceSeconds: 0, timestamps: false },
  }
  const usual = candidateSchema.parse({ ...common, model: 'pictogram/whisper-tiny', source: 'pack' })
  const otherwise = candidateSchema.parse({
    ...{ ...common, model: await exportedOtherwise(home), source: 'folder' },
    dtype: { encoder_model: 'fp32', decoder_model_merged: 'q8' },
  })
  const input = tool.input.parse({ audio: recording.value })
  const options = { signal: new AbortController().signal, onProgress: () => {} }
  const expected = await backend.call({ tool, candidate: usual, input }, options)
  const heard = await backend.call({ tool, candidate: otherwise, input }, options)
  expect(expected).toMatchObject({ ok: true, value: { text: expect.stringMatching(/\w+ \w+/) } })
  expect(heard).toEqual(expected)
}, 60_000)

test.skipIf(!canSpeak)(
  'models without a pipeline run in hosts: one that speaks with a voice of its folder, one that hears who speaks',
  async () => {
    const { backend } = await openBackend()
    const candidate = (name: string, options = {}) =>
      candidateSchema.parse({
        ...{ backend: 'local', source: 'folder', memory: '10MB', dtype: 'fp32', options },
        model: join(packageRoot, 'tests/fixtures/models', name),
      })
    async function call(id: string, model: ReturnType<typeof candidate>, input: object) {
      const tool = await loadTool(id)
      if (!tool) throw new Error(`no tool ${id}`)
      const options = { signal: new AbortController().signal, onProgress: () => {} }
      const called = await backend.call({ tool, candidate: model, input: tool.input.parse(input) }, options)
      if (!called.ok) throw called.error
      return called.value
    }
    const voices = { pipeline: 'text-to-speech-by-style', voices: ['af_one', 'bf_two'] }
    const speaker = candidate('style-text-to-speech-2', voices)
    const [one, two] = [
      await call('text-to-speech', speaker, { text: 'Good morning.' }),
      await call('text-to-speech', speaker, { text: 'Good morning.', voice: 'bf_two' }),
    ]
    expect(one.audio).toMatchObject({ modality: 'audio', facts: { sampleRate: 24_000 } })
    expect(two.audio).not.toMatchObject({ digest: (one.audio as { digest: string }).digest })
    const heard = await call('voice-activity-detection', candidate('pyannote'), { audio: one.audio })
    expect(heard.heard).toBe('speech')
    const audios = [one.audio, one.audio]
    const compared = await call('speaker-verification', candidate('wavlm-xvector'), { audios })
    expect(compared).toMatchObject({ toldBy: 'voice' })
  },
  60_000,
)
