import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Agent, createAgent } from '../../src/index.js'
import { openWorkbench, type Workbench } from '../support/run-adapter.js'
import { canSpeak, sox, speak } from '../support/speech.js'

const slow = { timeout: 120_000 }
type Turn = { speaker: string; start: number; end: number }

describe.skipIf(!canSpeak)('voices, without a model', () => {
  let folder: string
  let agent: Agent
  const at = (name: string) => join(folder, name)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-voices-'))
    await speak('There is a dog and a tree.', 'low', at('low.wav'))
    await speak('The bus is behind the moon.', 'high', at('high.wav'))
    await speak('The red shoe is next to the fish.', 'low', at('low-2.wav'))
    await sox('low.wav a.wav pad 0 0.6', { cwd: folder })
    await sox('high.wav b.wav pad 0 2.0', { cwd: folder })
    await sox('a.wav b.wav low-2.wav two.wav', { cwd: folder })
    await sox('a.wav low-2.wav one.wav', { cwd: folder })
    await sox('two.wav -r 8000 -e mu-law phone.wav', { cwd: folder })
    await sox('-n -r 16000 silence.wav trim 0 3', { cwd: folder })
    await sox('-n -r 16000 music.wav synth 4 pluck C4 pluck E4 pluck G5 remix -', { cwd: folder })
    await sox('low.wav short.wav trim 0.4 0.2', { cwd: folder })
    agent = await createAgent({
      profile: 'demo',
      set: ['media.readMemory=250MB'],
      env: { ...process.env, SWITCHYARD_CACHE_DIR: at('cache') },
    })
  }, 60_000)
  afterAll(async () => {
    await agent.close()
    await rm(folder, { recursive: true, force: true })
  })

  const ask = async (text: string, ...names: string[]) =>
    (await agent.run({ text, media: names.map(at) }).result).answer
  async function outputOf(tool: string, name: string, input: Record<string, string | number> = {}) {
    const plan = { steps: [{ id: 's1', tool, input: { audio: '$audio1', ...input } }] }
    const { steps } = await agent.run({ text: 'Do it.', media: [at(name)], plan }).result
    if (steps[0]?.status !== 'done') throw steps[0]?.error ?? new Error('no step')
    return steps[0].output as Record<string, unknown>
  }

  it('are told apart by their pitch, with times, and the answer says so', slow, async () => {
    const answer = await ask('Who speaks when?', 'two.wav')
    expect(answer).toMatch(/^audio1 \(two\.wav\): 2 speakers are heard: Speaker 1 for \d\.\d seconds/)
    expect(answer).toMatch(/0:00-0:0\d Speaker 1, 0:0\d-0:0\d Speaker 2, 0:0\d-0:0\d Speaker 1\./)
    expect(answer).toContain('only by how high the voices are')
  })

  it('are joined with what they say', slow, async () => {
    const answer = await ask('Transcribe it with speakers.', 'two.wav')
    expect(answer).toMatch(/Speaker 1 \(0:00-0:0\d\): .*dog/)
    expect(answer).toMatch(/Speaker 2 \(0:0\d-0:0\d\): .*bus/)
    expect(answer).not.toContain('It says')
  })

  it('of one person are one, unless more are asked for', slow, async () => {
    expect((await outputOf('speaker-diarization', 'one.wav')).count).toBe(1)
    expect((await outputOf('speaker-diarization', 'one.wav', { speakers: 2 })).count).toBe(2)
    expect(await ask('Is it the same speaker in both?', 'low.wav', 'low-2.wav')).toContain(
      "It can't be told whether it is the same speaker",
    )
    expect(await ask('Is it the same speaker in both?', 'low.wav', 'high.wav')).toContain(
      'No, these are two speakers',
    )
  })

  it('are heard on the telephone as elsewhere', slow, async () => {
    const [here, there] = await Promise.all(
      ['two.wav', 'phone.wav'].map(
        async (name) => (await outputOf('speaker-diarization', name)).turns as Turn[],
      ),
    )
    expect(there?.map(({ speaker }) => speaker)).toEqual(here?.map(({ speaker }) => speaker))
    for (const [place, turn] of (there ?? []).entries()) {
      expect(Math.abs(turn.start - (here?.[place]?.start ?? -9))).toBeLessThan(0.3)
      expect(Math.abs(turn.end - (here?.[place]?.end ?? -9))).toBeLessThan(0.3)
    }
  })

  it('have a pitch, a loudness and pauses that are measured', slow, async () => {
    const [low, high] = [
      await outputOf('pitch-estimation', 'low.wav'),
      await outputOf('pitch-estimation', 'high.wav'),
    ]
    expect(Number(high.hertz)).toBeGreaterThan(1.4 * Number(low.hertz))
    await sox('low.wav quiet.wav vol -20dB', { cwd: folder })
    const [loud, quiet] = [
      await outputOf('loudness-measurement', 'low.wav'),
      await outputOf('loudness-measurement', 'quiet.wav'),
    ]
    expect(Number(loud.lufs) - Number(quiet.lufs)).toBeCloseTo(20, 0)
    expect(await ask('Are there long pauses?', 'two.wav')).toMatch(
      /There is 1 long pause \(of 1 second or more\): 0:0\d-0:0\d\. The longest lasts 2\.\d seconds/,
    )
    expect(await ask('Are there long pauses?', 'low.wav')).toContain('There are no pauses')
    expect(await ask('How fast does he talk?', 'two.wav')).toMatch(/: \d+ words per minute/)
  })

  it('are none in silence, and nothing is made up', slow, async () => {
    expect(await ask('Who speaks when?', 'silence.wav')).toContain('Nobody is heard speaking')
    expect(await ask('How loud is it?', 'silence.wav')).toContain('The recording is silent')
    expect(await ask('How high is the voice?', 'silence.wav')).toContain('No voice with a pitch')
    expect(await ask('Are there long pauses?', 'silence.wav')).toContain('There are no pauses')
    expect(await ask('Is it the same speaker in both?', 'low.wav', 'silence.wav')).toContain(
      'no voice is heard in silence.wav',
    )
    expect(await ask('Transcribe it with speakers.', 'silence.wav')).toContain('No words were heard')
    expect(await ask('How fast does he talk?', 'silence.wav')).toContain('there is no pace to tell')
  })

  it('are not told from music, and the answer says that', slow, async () => {
    const answer = await ask('When does somebody speak?', 'music.wav')
    expect(answer).toContain('Something is heard for')
    expect(answer).toContain('music and noises count, too')
  })

  it('of 0.2 seconds are one at most', slow, async () => {
    expect(Number((await outputOf('speaker-diarization', 'short.wav')).count)).toBeLessThanOrEqual(1)
    expect(await outputOf('loudness-measurement', 'short.wav')).toHaveProperty('lufs')
    expect((await outputOf('pause-detection', 'short.wav')).pauses).toEqual([])
  })

  it('of a recording that is cut off are told as far as it goes', slow, async () => {
    const whole = await readFile(at('two.wav'))
    await writeFile(at('cut.wav'), whole.subarray(0, Math.round(whole.length / 2)))
    const answer = await ask('Who speaks when?', 'cut.wav')
    expect(answer).toContain('2 speakers are heard')
    expect(answer).toContain('The recording is cut short')
  })

  it('of an hour take no more memory than of a minute', { timeout: 300_000 }, async () => {
    await sox('phone.wav -e signed -b 16 hour.wav repeat 460', { cwd: folder })
    const { count, turns } = await outputOf('speaker-diarization', 'hour.wav')
    expect(count).toBe(2)
    expect((turns as Turn[]).at(-1)?.end).toBeGreaterThan(3500)
  })
})

describe('voices, with models of random weights', () => {
  let bench: Workbench
  beforeAll(async () => {
    bench = await openWorkbench()
  })
  afterAll(() => bench.close())

  const sound = (seconds: number) =>
    Float32Array.from({ length: Math.round(seconds * 16_000) }, (_, index) => {
      const time = index / 16_000
      return 0.4 * Math.sin(2 * Math.PI * (time % 4 < 2 ? 110 : 220) * time) * (time % 1 < 0.8 ? 1 : 0)
    })

  it.each([0.2, 9, 33])(
    'are found in windows of ten seconds, and grouped by their vectors: %f seconds',
    async (seconds) => {
      const audio = await bench.recording(sound(seconds))
      const progress: number[] = []
      const { output } = await bench.run(
        'voice-activity-detection',
        { audio },
        { onProgress: (fraction) => progress.push(fraction) },
      )
      const voices = output.voices as (Turn & { window: number })[]
      expect(progress.at(-1)).toBe(1)
      expect(output.heard).toBe('speech')
      for (const { start, end } of voices) {
        expect(start).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(seconds + 0.05)
        expect(end).toBeGreaterThan(start)
      }
      for (const speakers of [1, 2]) {
        const told = await bench.run('speaker-diarization', { audio, voices, speakers })
        const parts = new Set(voices.map(({ window, speaker }) => `${window} ${speaker}`)).size
        expect(told.output.count).toBeLessThanOrEqual(Math.min(speakers, parts))
        expect(told.output.toldBy).toBe('voice')
      }
    },
    60_000,
  )

  it('of the same recording are the same, by a vector that does not depend on how loud it is', async () => {
    const audio = await bench.recording(sound(4))
    const quiet = await bench.recording(sound(4).map((value) => value / 4))
    const { output, said } = await bench.run('speaker-verification', { audios: [audio, quiet] })
    expect(output).toMatchObject({ verdict: 'same', silent: [], toldBy: 'voice' })
    expect(Number(output.similarity)).toBeGreaterThan(0.99)
    expect(said).toMatch(/^Yes, it is the same speaker/)
    const silence = await bench.recording(new Float32Array(32_000))
    const none = await bench.run('speaker-verification', { audios: [audio, silence] })
    expect(none.output).toMatchObject({ verdict: 'unclear', silent: [2] })
  }, 60_000)

  it('sound like one of the labels, by name', async () => {
    const { output, said } = await bench.run('speech-emotion-recognition', {
      audio: await bench.recording(sound(3)),
    })
    expect(said).toContain(`The voice sounds ${output.label}`)
  }, 60_000)

  it('speak a language that the model knows, and none in silence', async () => {
    const { output } = await bench.run('spoken-language-identification', {
      audio: await bench.recording(sound(5)),
    })
    expect(['en', 'de', 'es', 'fr']).toContain(output.language)
    const silence = await bench.run('spoken-language-identification', {
      audio: await bench.recording(new Float32Array(32_000)),
    })
    expect(silence.output).toEqual({ languages: [] })
    expect(silence.said).toContain('Nobody is heard speaking')
  }, 60_000)

  it('of a recording are written down by Moonshine, in pieces that it hears', async () => {
    const audio = await bench.recording(sound(9))
    const { output } = await bench.run('automatic-speech-recognition', { audio }, { candidate: 2 })
    const segments = output.segments as { text: string }[]
    expect(output.text).toBe(segments.map(({ text }) => text).join(' '))
    expect(segments.length).toBeGreaterThan(0)
  }, 60_000)

  it('are written down word by word, with the times of each', async () => {
    const audio = await bench.recording(sound(6))
    const { output } = await bench.run('automatic-speech-recognition', { audio }, { candidate: 3 })
    const segments = output.segments as { start: number; end: number; text: string; words: Turn[] }[]
    expect(segments.length).toBeGreaterThan(0)
    for (const { start, end, words } of segments) {
      expect(words.length).toBeGreaterThan(0)
      for (const word of words) {
        expect(word.start).toBeGreaterThanOrEqual(start)
        expect(word.end).toBeLessThanOrEqual(end)
      }
    }
  }, 60_000)

  it.skipIf(!canSpeak)(
    'speak by phonemes in the voice that is asked for',
    async () => {
      const say = async (voice?: string) => {
        const input = { text: 'Hello, how are you today?', ...(voice && { voice }) }
        const { output } = await bench.run('text-to-speech', input, { candidate: 1 })
        return bench.bytes(output.audio as Parameters<Workbench['bytes']>[0])
      }
      const [usual, one, two] = [await say(), await say('af_one'), await say('bf_two')]
      expect(one.equals(usual)).toBe(true)
      expect(two.equals(one)).toBe(false)
      await expect(say('nobody')).rejects.toMatchObject({
        code: 'MODEL_UNAVAILABLE',
        message: 'The model has no voice "nobody". It has af_one, bf_two.',
      })
      await expect(bench.run('text-to-speech', { text: 'Hello.', voice: 'af_one' })).rejects.toMatchObject({
        message: expect.stringContaining('It has one voice: leave it out'),
      })
    },
    60_000,
  )
})
