import { describe, expect, test } from 'vitest'
import type { Media } from '../../../../src/media/media.js'
import type { LocalContext, Pipe } from '../../../../src/tools/local-adapter.js'
import { tool } from '../../../../src/tools/tasks/audio/automatic-speech-recognition.js'
import { randomFrom, rate, whiteNoise } from '../../../support/recordings.js'

const audio: Media = {
  ...{ digest: 'a'.repeat(64), modality: 'audio', mimeType: 'audio/wav', bytes: 1 },
  ...{ facts: {}, name: 'call.wav' },
}

/** A recording in which somebody makes sound in each span, in syllables, with quiet in between. */
function spoken(spans: readonly (readonly [number, number])[], seconds: number): Float32Array {
  const samples = whiteNoise(seconds, 0.0005, randomFrom(11))
  for (const [start, end] of spans)
    for (let at = Math.round(start * rate); at < end * rate; at++) {
      const time = at / rate
      const buzz = [1, 2, 4, 8, 16].reduce((sum, octave) => sum + Math.sin(600 * Math.PI * octave * time), 0)
      samples[at] = (samples[at] ?? 0) + 0.08 * buzz * (0.7 + 0.3 * Math.sin(10 * Math.PI * time))
    }
  return samples
}

interface Heard {
  seconds: number
  settings: Record<string, unknown>
}

/** A pipeline that writes down what it is told to, and remembers what it was given. */
function scriptedPipe(write: (heard: Heard) => string) {
  const calls: Heard[] = []
  const call = async (samples: unknown, settings: unknown) => {
    if (!(samples instanceof Float32Array)) throw new TypeError('samples were expected')
    const heard = { seconds: samples.length / rate, settings: { ...(settings as object) } }
    calls.push(heard)
    return { text: write(heard) }
  }
  const parts = {
    task: 'automatic-speech-recognition',
    model: { generation_config: { is_multilingual: false } },
    processor: { feature_extractor: { config: { sampling_rate: rate, chunk_length: 10 } } },
    tokenizer: {},
    dispose: async () => {},
  }
  const pipe: Pipe = Object.assign(call, parts)
  return { pipe, calls }
}

const contextFor = (samples: Float32Array): LocalContext => ({
  image: () => Promise.reject(new Error('no pictures')),
  undecoded: () => Promise.reject(new Error('no pictures')),
  audio: async () => samples,
  modelFile: () => Promise.reject(new Error('no files')),
  saveImage: () => Promise.reject(new Error('nothing is saved')),
  turn: async () => {},
  path: () => Promise.reject(new Error('no file is asked for')),
  saveAudio: () => Promise.reject(new Error('nothing is saved')),
  options: { timestamps: false },
  progress: () => {},
  write: () => {},
  signal: new AbortController().signal,
})

async function transcribe(pipe: Pipe, samples: Float32Array) {
  if (!tool.local) throw new Error('the tool runs locally')
  const input = tool.input.parse({ audio })
  const output = tool.output.parse(await tool.local.run(pipe, input, contextFor(samples)))
  return { output, said: tool.describe(output, input) }
}

const loop = 'a 12h00 '.repeat(40)
const speech = spoken(
  [
    [0.5, 4],
    [4.6, 8.5],
  ],
  9,
)

describe('a model that gets stuck in a phrase', () => {
  test('hears the piece again in shorter ones', async () => {
    const { pipe, calls } = scriptedPipe(({ seconds }) =>
      seconds > 6 ? loop : `${seconds > 3.9 ? 'later' : 'first'} words`,
    )
    const { output, said } = await transcribe(pipe, speech)
    expect(output.text).toBe('first words later words')
    expect(output.lost).toBeUndefined()
    expect(said).not.toContain('repeated')
    expect(calls).toHaveLength(3)
    const [first, second] = output.segments
    expect(first?.end).toBeLessThanOrEqual(second?.start ?? 0)
  })

  test('then hears it with some chance in its words', async () => {
    const { pipe, calls } = scriptedPipe(({ settings }) => (settings.do_sample === true ? 'the words' : loop))
    const { output } = await transcribe(pipe, speech)
    expect(output.text).toBe('the words')
    expect(calls.at(-1)?.settings).toMatchObject({ do_sample: true, temperature: 0.4 })
  })

  test('fails where it says nothing else, so that another candidate is tried', async () => {
    const { pipe } = scriptedPipe(() => loop)
    await expect(transcribe(pipe, speech)).rejects.toMatchObject({
      code: 'MODEL_BROKEN',
      retryable: false,
      message: expect.stringContaining('encoder_model: fp32'),
    })
  })

  test('leaves out the stretch that it can not hear, and says which', async () => {
    const long = spoken(
      [
        [0.5, 8],
        [14, 21.5],
      ],
      22,
    )
    let fresh = true
    const { pipe } = scriptedPipe(() => {
      const text = fresh ? 'good morning' : loop
      fresh = false
      return text
    })
    const { output, said } = await transcribe(pipe, long)
    expect(output.text).toBe('good morning')
    expect(output.lost).toHaveLength(1)
    expect(output.lost?.[0]?.start).toBeCloseTo(14, 0)
    expect(said).toMatch(/repeated itself there: 1[34]\.\d to 2[12]\.\d seconds/)
  })
})

test('a model that hears well hears each piece once, as it always did', async () => {
  const { pipe, calls } = scriptedPipe(() => 'a dog on a red sofa')
  const { output } = await transcribe(pipe, speech)
  expect(calls).toHaveLength(1)
  expect(calls[0]?.settings.do_sample).toBeUndefined()
  expect(output.text).toBe('a dog on a red sofa')
})
