import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Media } from '../../src/media/media.js'
import { openWorkbench, type Workbench } from '../support/run-adapter.js'

let bench: Workbench
let picture: Media
let tall: Media
let tone: Media
const loaded = 60_000

beforeAll(async () => {
  bench = await openWorkbench()
  picture = await bench.picture(96, 72, (x, y) => [x * 2, y * 3, x < 48 ? 200 : 20])
  tall = await bench.picture(50, 91, (x, y) => [255 - x, y, (x * y) % 256])
  tone = await bench.recording(sine(3))
})
afterAll(() => bench.close())

const sine = (seconds: number, hertz = 440, rate = 16_000) =>
  Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, at) => 0.3 * Math.sin((2 * Math.PI * hertz * at) / rate) * (0.6 + 0.4 * Math.sin(at / 3000)),
  )

type Labels = { label: string; score: number }[]
const sum = (labels: Labels) => labels.reduce((total, { score }) => total + score, 0)
const scores = (labels: unknown) => (labels as Labels).map(({ score }) => score)
const descending = (values: number[]) =>
  values.every((value, at) => at === 0 || value <= (values[at - 1] ?? 1))

describe('pictures', () => {
  test(
    'image-classification returns at most topK labels, the best first',
    async () => {
      const { output, said } = await bench.run('image-classification', { image: picture, topK: 2 })
      expect(output.labels).toHaveLength(2)
      expect(output.label).toBe((output.labels as Labels)[0]?.label)
      expect(descending(scores(output.labels))).toBe(true)
      expect(said).toContain(String(output.label).split(',')[0])
    },
    loaded,
  )

  test(
    'image-classification gives the same in a batch of different sizes as one by one',
    async () => {
      const inputs = [
        { image: picture, topK: 3 },
        { image: tall, topK: 1 },
      ]
      const batch = await bench.runBatch('image-classification', inputs)
      for (const [at, input] of inputs.entries()) {
        const alone = await bench.run('image-classification', input)
        expect(batch[at]?.output.label).toBe(alone.output.label)
        expect(batch[at]?.output.labels).toHaveLength(input.topK)
        expect(batch[at]?.output.score).toBeCloseTo(Number(alone.output.score), 4)
      }
    },
    loaded,
  )

  test(
    'zero-shot-image-classification shares one out among the labels, in batches with other labels too',
    async () => {
      const one = { image: picture, labels: ['a cat', 'a red car', 'two people'] }
      const two = { image: tall, labels: ['day', 'night'] }
      const { output } = await bench.run('zero-shot-image-classification', one)
      expect(sum(output.labels as Labels)).toBeCloseTo(1, 4)
      expect((output.labels as Labels).map(({ label }) => label).sort()).toEqual([...one.labels].sort())
      const batch = await bench.runBatch('zero-shot-image-classification', [
        one,
        two,
        { ...one, image: tall },
      ])
      expect(batch[0]?.output.score).toBeCloseTo(Number(output.score), 4)
      expect(two.labels).toContain(batch[1]?.output.label)
      expect(one.labels).toContain(batch[2]?.output.label)
    },
    loaded,
  )

  test(
    'image-to-text writes a text no longer than told',
    async () => {
      const { output } = await bench.run('image-to-text', { image: picture, maxNewTokens: 3 })
      const longer = await bench.run('image-to-text', { image: picture, maxNewTokens: 20 })
      expect(String(longer.output.text).length).toBeGreaterThan(String(output.text).length)
    },
    loaded,
  )

  test(
    'object-detection sorts what it finds, clips boxes to the picture and obeys the threshold',
    async () => {
      for (const image of [picture, tall]) {
        const { output } = await bench.run('object-detection', { image, threshold: 0.05 })
        expect(output.count).toBeGreaterThan(0)
        expectDetections(output, image)
      }
      const { output, said } = await bench.run('object-detection', { image: picture, threshold: 1 })
      expect(output).toEqual({ objects: [], count: 0 })
      expect(said).toMatch(/no objects/)
    },
    loaded,
  )

  test(
    'zero-shot-object-detection finds only what it was asked for',
    async () => {
      const labels = ['a cat', 'a red car']
      const { output } = await bench.run('zero-shot-object-detection', {
        image: picture,
        labels,
        threshold: 0,
        topK: 7,
      })
      expect(output.count).toBeGreaterThan(0)
      expect(output.count).toBeLessThanOrEqual(7)
      for (const { label } of output.objects as Labels) expect(labels).toContain(label)
      expectDetections(output, picture)
    },
    loaded,
  )

  test.each([
    ['semantic', 0],
    ['panoptic', 1],
  ])(
    'image-segmentation (%s) returns a mask of the size of the picture for each region',
    async (kind, candidate) => {
      const { output, said } = await bench.run('image-segmentation', { image: picture }, { candidate })
      const segments = output.segments as { label: string; share: number; score?: number }[]
      const masks = output.masks as Media[]
      expect(masks).toHaveLength(segments.length)
      expect(segments.length).toBeGreaterThan(0)
      for (const [at, mask] of masks.entries()) {
        expect(mask.facts).toMatchObject({ width: 96, height: 72 })
        const { data, channels } = await bench.pixels(mask)
        const white = data.filter((value, index) => index % channels === 0 && value >= 128).length
        expect(white / (96 * 72)).toBeCloseTo(segments[at]?.share ?? -1, 3)
      }
      if (kind === 'semantic') {
        expect(segments.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1, 3)
        expect(segments[0]).not.toHaveProperty('score')
      } else expect(segments[0]?.score).toBeGreaterThan(0)
      expect(said).toContain(segments[0]?.label)
    },
    loaded,
  )

  test(
    'depth-estimation returns a grey map of the size of the picture, and says no to strips',
    async () => {
      const { output } = await bench.run('depth-estimation', { image: tall })
      const depth = output.depth as Media
      expect(depth.facts).toMatchObject({ width: 50, height: 91 })
      const { data } = await bench.pixels(depth)
      expect(Math.min(...data)).toBe(0)
      expect(Math.max(...data)).toBe(255)
      const strip = await bench.picture(400, 20, () => [9, 9, 9])
      await expect(bench.run('depth-estimation', { image: strip })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining('400'),
      })
    },
    loaded,
  )

  test(
    'document-question-answering answers with text',
    async () => {
      const { output } = await bench.run('document-question-answering', {
        image: picture,
        question: 'What is the total?',
      })
      expect(output.text).toEqual(expect.any(String))
    },
    loaded,
  )

  test(
    'image-feature-extraction finds a picture alike to itself, whatever else is compared',
    async () => {
      const { output, said } = await bench.run('image-feature-extraction', {
        images: [picture, tall, picture],
      })
      const pairs = output.pairs as { first: number; second: number; similarity: number }[]
      expect(pairs).toHaveLength(3)
      expect(pairs[0]).toMatchObject({ first: 1, second: 3 })
      expect(pairs[0]?.similarity).toBeCloseTo(1, 5)
      expect(pairs[1]?.similarity).toBeLessThan(0.999)
      expect(said).toContain('1 and 3')
    },
    loaded,
  )

  test(
    'image-to-image returns twice the size, with the padding cut off',
    async () => {
      const { output, said } = await bench.run('image-to-image', { image: tall })
      expect((output.image as Media).facts).toMatchObject({ width: 100, height: 182 })
      expect(said).toContain('100 × 182')
    },
    loaded,
  )

  test(
    'image-to-image says no to pictures that would not fit into memory',
    async () => {
      const large = await bench.picture(1001, 1000, () => [1, 2, 3])
      await expect(bench.run('image-to-image', { image: large })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
      })
    },
    loaded,
  )
})

describe('cut-outs', () => {
  test(
    'background-removal keeps size and colours, and makes some of the picture transparent',
    async () => {
      const { output, said } = await bench.run('background-removal', { image: tall })
      const cut = output.image as Media
      expect(cut.facts).toMatchObject({ width: 50, height: 91 })
      expect(said).toContain('50 × 91')
      const info = await sharp(await bench.bytes(cut)).metadata()
      expect(info).toMatchObject({ format: 'png', hasAlpha: true })
      const { channels } = await sharp(await bench.bytes(cut)).stats()
      const [before, after] = [
        await bench.pixels(tall),
        await sharp(await bench.bytes(cut))
          .raw()
          .toBuffer(),
      ]
      expect(after[0]).toBe(before.data[0])
      expect(channels[3]?.min).toBeLessThan(channels[3]?.max ?? 0)
    },
    loaded,
  )
})

describe('sound', () => {
  test(
    'automatic-speech-recognition hears the language, and keeps its segments in order',
    async () => {
      const speech = await bench.sample('audio/memo-08.wav')
      const { output } = await bench.run('automatic-speech-recognition', { audio: speech })
      const segments = output.segments as { start: number; end: number; text: string }[]
      expect(segments.length).toBeGreaterThan(0)
      expect(segments.map(({ text }) => text).join(' ')).toBe(output.text)
      for (const { start, end } of segments) expect(end).toBeGreaterThanOrEqual(start)
      await bench.run('automatic-speech-recognition', { audio: speech, language: 'de' })
    },
    loaded,
  )

  test(
    'automatic-speech-recognition runs CTC models, which have no times',
    async () => {
      const speech = await bench.sample('audio/memo-01.wav')
      const { output } = await bench.run('automatic-speech-recognition', { audio: speech }, { candidate: 1 })
      expect(output.segments).toHaveLength(output.text === '' ? 0 : 1)
    },
    loaded,
  )

  test.each([0.02, 3, 25])(
    'audio-classification classes %s seconds of sound',
    async (seconds) => {
      const audio = await bench.recording(sine(seconds))
      const { output } = await bench.run('audio-classification', { audio, topK: 3 })
      expect(output.labels).toHaveLength(3)
      expect(descending(scores(output.labels))).toBe(true)
    },
    loaded,
  )

  test(
    'zero-shot-audio-classification gives the same twice, past the 10 seconds that the model hears',
    async () => {
      const audio = await bench.recording(sine(23, 330))
      const input = { audio, labels: ['a dog barking', 'rain', 'music'] }
      const [one, two] = [
        await bench.run('zero-shot-audio-classification', input),
        await bench.run('zero-shot-audio-classification', input),
      ]
      expect(one.output).toEqual(two.output)
      expect(sum(one.output.labels as Labels)).toBeCloseTo(1, 4)
    },
    loaded,
  )

  test(
    'text-to-speech speaks longer for more text, and says no where there is nothing to say',
    async () => {
      const speak = async (text: string) =>
        (await bench.run('text-to-speech', { text })).output.audio as Media
      const short = await speak('Hello world.')
      const long = await speak('Hello world. How are you today? I am fine, and how is everybody at home?')
      expect(short.facts.durationSeconds).toBeGreaterThan(0)
      expect(long.facts.durationSeconds).toBeGreaterThan(2 * (short.facts.durationSeconds ?? 9))
      for (const text of ['...', '!?', '你好'])
        await expect(speak(text)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    },
    loaded,
  )

  test(
    'a call that was cancelled stops with CANCELLED',
    async () => {
      const signal = AbortSignal.abort()
      const input = { audio: tone, labels: ['rain', 'music'] }
      await expect(bench.run('zero-shot-audio-classification', input, { signal })).rejects.toMatchObject({
        code: 'CANCELLED',
      })
    },
    loaded,
  )
})

describe('text', () => {
  const review = 'This movie was great.'

  test(
    'text-classification gives the same in a batch as one by one',
    async () => {
      const inputs = [{ text: review, topK: 1 }, { text: 'A dull and much too long story without any end.' }]
      const batch = await bench.runBatch('text-classification', inputs)
      for (const [at, input] of inputs.entries()) {
        const alone = await bench.run('text-classification', input)
        expect(batch[at]?.output.label).toBe(alone.output.label)
        expect(batch[at]?.output.score).toBeCloseTo(Number(alone.output.score), 4)
      }
      expect(batch[0]?.output.labels).toHaveLength(1)
    },
    loaded,
  )

  test(
    'text-classification says when it read only the beginning',
    async () => {
      const short = await bench.run('text-classification', { text: review })
      expect(short.output.truncated).toBe(false)
      const long = await bench.run('text-classification', { text: review.repeat(60) })
      expect(long.output.truncated).toBe(true)
      expect(long.said).toMatch(/beginning/)
    },
    loaded,
  )

  test(
    'zero-shot-classification ranks all labels; several may fit where that is wanted',
    async () => {
      const input = { text: 'The vote was close.', labels: ['politics', 'sports', 'science'] }
      const { output } = await bench.run('zero-shot-classification', input)
      expect(sum(output.labels as Labels)).toBeCloseTo(1, 4)
      const several = await bench.run('zero-shot-classification', { ...input, multiLabel: true })
      expect(Math.abs(sum(several.output.labels as Labels) - 1)).toBeGreaterThan(0.001)
    },
    loaded,
  )

  test(
    'token-classification finds names as they are written',
    async () => {
      const text = 'Angela works for the United Nations in New York.'
      const { output } = await bench.run('token-classification', { text })
      const entities = output.entities as { text: string; type: string }[]
      expect(output.count).toBe(entities.length)
      expect(entities.length).toBeGreaterThan(0)
      for (const entity of entities) {
        expect(text).toContain(entity.text)
        expect(['PER', 'ORG', 'LOC']).toContain(entity.type)
      }
    },
    loaded,
  )

  test(
    'question-answering copies its answer from anywhere in a text of any length',
    async () => {
      const sourceText = `${'I live in Berlin with my family. '.repeat(40)}The end.`
      const progress: number[] = []
      const { output } = await bench.run(
        'question-answering',
        { question: 'Where do you live?', sourceText },
        { onProgress: (fraction) => progress.push(fraction) },
      )
      expect(sourceText.toLowerCase()).toContain(String(output.text).toLowerCase())
      expect(progress.length).toBeGreaterThan(2)
      expect(progress.at(-1)).toBe(1)
    },
    loaded,
  )

  test(
    'summarization takes texts of any length part by part',
    async () => {
      const short = await bench.run('summarization', { text: 'The meeting on Monday was moved to Tuesday.' })
      expect(String(short.output.text).length).toBeGreaterThan(0)
      const long = 'The meeting on Monday at 10:30 was moved to Tuesday. '.repeat(40)
      const { output } = await bench.run('summarization', { text: long })
      expect(String(output.text).split('\n').length).toBeGreaterThan(1)
    },
    loaded,
  )

  test(
    'translation depends on the language asked for',
    async () => {
      const say = async (targetLanguage: string) =>
        (await bench.run('translation', { text: 'Hello, how are you today?', targetLanguage })).output.text
      const [french, german, again] = [await say('fr'), await say('de'), await say('fr')]
      expect(french).not.toBe(german)
      expect(again).toBe(french)
    },
    loaded,
  )

  test(
    'translation by a model of one pair refuses other pairs, so that the next candidate is tried',
    async () => {
      const input = { text: 'Hello', targetLanguage: 'de' }
      const { output, said } = await bench.run('translation', input, { candidate: 1 })
      expect(String(output.text).length).toBeGreaterThan(0)
      expect(said).toContain('German')
      const wrong = { text: 'Hallo', sourceLanguage: 'de', targetLanguage: 'en' }
      await expect(bench.run('translation', wrong, { candidate: 1 })).rejects.toMatchObject({
        code: 'MODEL_UNAVAILABLE',
      })
    },
    loaded,
  )

  test(
    'text-generation returns what was written and not the prompt',
    async () => {
      const { output } = await bench.run('text-generation', {
        text: 'Where do you live?',
        system: 'Be brief.',
      })
      expect(String(output.text)).not.toContain('Where do you live?')
      expect(String(output.text).length).toBeGreaterThan(0)
    },
    loaded,
  )

  test(
    'text-generation refuses what does not fit instead of cutting it off',
    async () => {
      await expect(bench.run('text-generation', { text: 'word '.repeat(3000) })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining('too long'),
      })
    },
    loaded,
  )

  test(
    'text-generation stops in the middle when told',
    async () => {
      const stop = new AbortController()
      const running = bench.run(
        'text-generation',
        { text: 'Tell me a story.', maxNewTokens: 60 },
        { signal: stop.signal },
      )
      setImmediate(() => stop.abort())
      await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
    },
    loaded,
  )

  test(
    'fill-mask puts its guess into the text as it was written, however the blank is marked',
    async () => {
      const guesses = await Promise.all(
        ['[MASK]', '<mask>', '____'].map((blank) =>
          bench.run('fill-mask', { text: `Hello ${blank}, how ARE you?`, topK: 3 }),
        ),
      )
      const [{ output, said } = { output: {}, said: '' }, ...others] = guesses
      expect(output.words).toHaveLength(3)
      expect(descending(scores(output.words))).toBe(true)
      expect(output.text).toBe(`Hello ${output.word}, how ARE you?`)
      expect(said).toContain(String(output.text))
      for (const other of others) expect(other.output).toEqual(output)
    },
    loaded,
  )

  test.each([
    ['amino acids', 1, 'MKTAYIAKQR[MASK]ISFVKSHFSRQ'],
    ['bases', 2, 'ATTCCGATTCCG[MASK]ATTCCGAC'],
  ])(
    'fill-mask and feature-extraction read %s without spaces between them',
    async (_what, candidate, text) => {
      const { output } = await bench.run('fill-mask', { text, topK: 3 }, { candidate })
      expect(output.words).toHaveLength(3)
      expect(output.text).toBe(text.replace('[MASK]', String(output.word)))
      const whole = text.replace('[MASK]', '')
      const texts = [whole, whole.slice(0, 14), whole]
      const vectors = await bench.run('feature-extraction', { texts }, { candidate })
      const [one = [], two, three] = vectors.output.embeddings as number[][]
      expect(Math.hypot(...one)).toBeCloseTo(1, 4)
      expect(two).not.toEqual(one)
      expect(three?.[0]).toBeCloseTo(one[0] ?? Number.NaN, 5)
    },
    loaded,
  )

  test(
    'fill-mask wants one blank, and a text that the model can read to its end',
    async () => {
      for (const text of ['No blank.', 'Two [MASK] and [MASK].'])
        await expect(bench.run('fill-mask', { text })).rejects.toThrow(/exactly one blank/)
      const long = `${'word '.repeat(300)}[MASK].`
      await expect(bench.run('fill-mask', { text: long })).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    },
    loaded,
  )

  test(
    'feature-extraction gives each text a vector of length 1, and the same text the same',
    async () => {
      const texts = ['Hello world.', 'How are you today?', 'Hello world.']
      const { output, said } = await bench.run('feature-extraction', { texts })
      const [one = [], two, three] = output.embeddings as number[][]
      expect([one.length, output.size]).toEqual([32, 32])
      expect(Math.hypot(...one)).toBeCloseTo(1, 4)
      expect(three?.[0]).toBeCloseTo(one[0] ?? Number.NaN, 5)
      expect(two).not.toEqual(one)
      expect(said).toBe('It computed 3 vectors of 32 numbers.')
    },
    loaded,
  )

  test(
    'few-shot-text-classification puts a text with the class that it is an example of',
    async () => {
      const { output, said } = await bench.run('few-shot-text-classification', {
        examples: ['Hello world.', 'How are you today?'],
        exampleLabels: ['greeting', 'question'],
        texts: ['How are you today?', 'Hello world.'],
      })
      expect(output.matches).toMatchObject([{ label: 'question' }, { label: 'greeting' }])
      expect(said).toContain('Text 2 is "greeting"')
    },
    loaded,
  )

  test(
    'text2text-generation writes something, and refuses what it would only read the beginning of',
    async () => {
      const { output } = await bench.run('text2text-generation', { text: 'Correct it: He go home.' })
      expect(String(output.text).length).toBeGreaterThan(0)
      const long = 'word '.repeat(3000)
      await expect(bench.run('text2text-generation', { text: long })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
      })
    },
    loaded,
  )

  test(
    'sentence-similarity finds the same text nearest',
    async () => {
      const { output } = await bench.run('sentence-similarity', {
        text: 'Hello world.',
        texts: ['How are you today?', 'Hello world.'],
      })
      expect(output.text).toBe('Hello world.')
      expect(output.similarity).toBeCloseTo(1, 4)
      expect(output.similarities).toHaveLength(2)
    },
    loaded,
  )
})

function expectDetections(output: Record<string, unknown>, { facts }: Media): void {
  const objects = output.objects as {
    score: number
    box: Record<'xmin' | 'ymin' | 'xmax' | 'ymax', number>
  }[]
  expect(output.count).toBe(objects.length)
  expect(descending(scores(objects))).toBe(true)
  for (const { box } of objects) {
    expect(box.xmin).toBeGreaterThanOrEqual(0)
    expect(box.ymin).toBeGreaterThanOrEqual(0)
    expect(box.xmax).toBeGreaterThan(box.xmin)
    expect(box.ymax).toBeGreaterThan(box.ymin)
    expect(box.xmax).toBeLessThanOrEqual(facts.width ?? 0)
    expect(box.ymax).toBeLessThanOrEqual(facts.height ?? 0)
  }
}
