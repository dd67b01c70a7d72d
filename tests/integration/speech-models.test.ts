import { appendFile, cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createLocalBackend } from '../../src/backends/local/local-backend.js'
import { candidateSchema } from '../../src/config/candidate.js'
import { packageRoot } from '../../src/config/package-root.js'
import { profileSchema } from '../../src/config/profile.js'
import { createIngest } from '../../src/media/ingest.js'
import { openMediaStore } from '../../src/media/store/store.js'
import { loadTool } from '../../src/tools/registry.js'

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

test('a Whisper with a dtype for each network, exported with cache positions, hears what the usual one hears', async () => {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-speech-'))
  const profile = profileSchema.parse({
    ...{ name: 'test', description: 'test' },
    local: { device: 'cpu', hosts: 1, threads: 1, memory: '500MB' },
  })
  const mediaDir = join(home, 'media')
  const { ingest } = createIngest({
    store: await openMediaStore({ dir: mediaDir, maxBytes: 1e9 }),
    limits: profile.media,
  })
  const backend = await createLocalBackend({ profile, mediaDir, env: { HOME: home } })
  onTestFinished(async () => {
    await backend.close()
    await rm(home, { recursive: true, force: true })
  })
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
