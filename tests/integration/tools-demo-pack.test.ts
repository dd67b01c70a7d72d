import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { decodeAudio } from '../../src/media/codec/decode-audio.js'
import { cosine, textToVector } from '../../src/tools/vectors.js'
import {
  inARow,
  randomFrom,
  rate,
  type Spoken,
  trimmed,
  whiteNoise,
  withNoise,
} from '../support/recordings.js'
import { openWorkbench, type Workbench } from '../support/run-adapter.js'
import { wordErrors, wordsOf } from '../support/words.js'

const samplesFolder = new URL('../../samples/', import.meta.url)
const samples = z
  .object({
    images: z.array(
      z.object({ file: z.string(), objects: z.array(z.string()), color: z.string(), caption: z.string() }),
    ),
    audio: z.array(
      z.object({
        file: z.string(),
        text: z.string(),
        sentences: z.array(z.object({ text: z.string(), start: z.number(), end: z.number() })).optional(),
      }),
    ),
  })
  .parse(JSON.parse(await readFile(new URL('samples.json', samplesFolder), 'utf8')))

const things = [...new Set(samples.images.flatMap(({ objects }) => objects))]
const singles = samples.images.filter(({ objects }) => objects.length === 1)
const colors = 'black blue brown gray green orange pink purple red white yellow'.split(' ')
const pack = { candidate: 'pack' } as const
const slow = 120_000

const vectorOf = (text: string): Float32Array => textToVector(text) ?? new Float32Array()

let bench: Workbench
beforeAll(async () => {
  bench = await openWorkbench()
})
afterAll(() => bench.close())

describe('pictures', () => {
  test.each(singles)(
    'classification names the one thing on $file',
    async ({ file, objects }) => {
      const image = await bench.sample(file)
      const { output, said } = await bench.run('image-classification', { image }, pack)
      expect(output.label).toBe(objects[0])
      expect(said).toContain(objects[0])
    },
    slow,
  )

  test(
    'a batch of pictures of different sizes is classified as one by one',
    async () => {
      const images = await Promise.all(singles.map(({ file }) => bench.sample(file)))
      const batch = await bench.runBatch(
        'image-classification',
        images.map((image) => ({ image })),
        pack,
      )
      expect(batch.map(({ output }) => output.label)).toEqual(singles.map(({ objects }) => objects[0]))
    },
    slow,
  )

  test.each(singles)(
    'of all things, the label that fits $file best is what is on it',
    async ({ file, objects }) => {
      const image = await bench.sample(file)
      const { output } = await bench.run('zero-shot-image-classification', { image, labels: things }, pack)
      expect(output.label).toBe(objects[0])
    },
    slow,
  )

  test.each(samples.images)(
    'the background of $file is told by labels too',
    async ({ file, color }) => {
      const image = await bench.sample(file)
      const labels = colors.map((name) => `something on a ${name} background`)
      const { output, said } = await bench.run('zero-shot-image-classification', { image, labels }, pack)
      expect(output.label).toBe(`something on a ${color} background`)
      expect(said).toContain(color)
    },
    slow,
  )

  test.each(samples.images)(
    '$file is described as it is',
    async ({ file, caption }) => {
      const { output, said } = await bench.run('image-to-text', { image: await bench.sample(file) }, pack)
      expect(output.text).toBe(caption)
      expect(said).toBe(`It shows ${caption}.`)
    },
    slow,
  )

  test(
    'a text fits the picture that it describes better than any other, in vectors of each alone too',
    async () => {
      const images = await Promise.all(singles.map(({ file }) => bench.sample(file)))
      const texts = singles.map(({ objects }) => `a photo of a ${objects[0]}`)
      const { output } = await bench.run('image-text-similarity', { images, texts }, pack)
      const pairs = z
        .array(z.object({ image: z.number(), text: z.number(), similarity: z.number() }))
        .parse(output.pairs)
      expect(pairs).toHaveLength(singles.length ** 2)
      for (const text of singles.keys())
        expect(pairs.find((pair) => pair.text === text + 1)?.image).toBe(text + 1)
      // A cosine and no share among labels.
      expect(pairs.every(({ similarity }) => similarity > -1 && similarity < 0.95)).toBe(true)

      const alone = await bench.runBatch(
        'image-text-similarity',
        [{ images: images.slice(0, 1) }, { texts: texts.slice(0, 2) }, { images: images.slice(1, 3) }],
        pack,
      )
      const [first, words, others] = alone.map(({ output: { vectors } }) =>
        z.array(z.string()).parse(vectors).map(vectorOf),
      )
      expect(first?.length).toBe(1)
      expect(others?.length).toBe(2)
      const closeness = (image: Float32Array | undefined, text: number) =>
        cosine(image ?? new Float32Array(), words?.[text] ?? new Float32Array())
      expect(closeness(first?.[0], 0)).toBeGreaterThan(closeness(first?.[0], 1))
      expect(closeness(others?.[0], 1)).toBeGreaterThan(closeness(others?.[0], 0))
      const known = pairs.find(({ image, text }) => image === 1 && text === 1)?.similarity
      expect(closeness(first?.[0], 0)).toBeCloseTo(known ?? 0, 1)
    },
    slow,
  )

  test(
    'nothing to compare is refused',
    async () => {
      await expect(bench.run('image-text-similarity', {}, pack)).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
      })
    },
    slow,
  )

  test(
    'pictures with the same thing are more alike than others, whatever their size and colour',
    async () => {
      const [cats, hats, dog] = await Promise.all(
        ['cat', 'hat', 'dog'].map(async (thing) => {
          const found = samples.images.find(({ objects }) => objects[0] === thing)
          return bench.sample(found?.file ?? '')
        }),
      )
      if (!cats) throw new Error('no picture of cats')
      const small = await bench.picture(96, 96, () => [0, 0, 0])
      const images = [hats, cats, dog, small, await shrunk(cats)]
      const { output } = await bench.run('image-feature-extraction', { images }, pack)
      expect(output.pairs).toHaveLength(10)
      expect(output.text).toContain('2 and 5')
    },
    slow,
  )

  test(
    'pictures are sorted by examples: a dog goes with the dog, a cat with the cat, a shoe with none',
    async () => {
      const [dog, shoe, otherDog, cat, otherCat, hat, otherHat] = await Promise.all([
        bench.sample('images/scene-03.png'),
        bench.sample('images/scene-01.png'),
        bench.sample('parts/part-01.jpg'),
        bench.sample('parts/part-02.jpg'),
        bench.sample('parts/part-03.jpg'),
        bench.sample('parts/part-04.jpg'),
        bench.sample('parts/part-05.jpg'),
      ])
      const { output, said } = await bench.run(
        'few-shot-image-classification',
        {
          examples: [dog, hat, otherHat, cat],
          exampleLabels: ['dog', 'hat', 'hat', 'cat'],
          images: [otherDog, otherCat, shoe],
        },
        pack,
      )
      expect(output.matches).toMatchObject([{ label: 'dog' }, { label: 'cat' }, { label: 'none of these' }])
      expect(said).toContain('scene-01.png is none of these')
    },
    slow,
  )

  test(
    'two hundred pictures are sorted at once, and equal examples of two classes are a tie',
    async () => {
      const [dog, fish] = await Promise.all([
        bench.sample('images/scene-03.png'),
        bench.sample('images/scene-04.png'),
      ])
      const { output } = await bench.run(
        'few-shot-image-classification',
        {
          examples: [dog, fish, fish],
          exampleLabels: ['dog', 'fish', 'trout'],
          images: Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? dog : fish)),
        },
        pack,
      )
      expect(output.matches).toHaveLength(200)
      expect(output.matches).toMatchObject({
        0: { label: 'dog', tiedWith: [] },
        199: { label: 'fish', tiedWith: ['trout'] },
      })
    },
    slow,
  )

  /** The same picture at another size. */
  async function shrunk(image: Awaited<ReturnType<Workbench['sample']>>) {
    const { data, width, height } = await bench.pixels(image)
    const half = (value: number) => Math.floor(value / 2)
    return bench.picture(half(width), half(height), (x, y) => {
      const at = (y * 2 * width + x * 2) * 3
      return [...data.slice(at, at + 3)]
    })
  }
})

describe('sounds', () => {
  const hum = (hertz: number, seconds: number) =>
    Float32Array.from(
      { length: seconds * rate },
      (_, at) => 0.3 * Math.sign(Math.sin((2 * Math.PI * hertz * at) / rate)),
    )
  const noise = (seconds: number, seed: number) => whiteNoise(seconds, 0.15, randomFrom(seed))

  test(
    'recordings are sorted by examples: a hum goes with the hums, noise with the noise, speech with none',
    async () => {
      const examples = await Promise.all(
        [hum(100, 2), hum(120, 1), noise(2, 1)].map((one) => bench.recording(one)),
      )
      const asked = await Promise.all([noise(3, 2), hum(140, 3)].map((one) => bench.recording(one)))
      const memo = await bench.sample('audio/memo-01.wav')
      const { output, said } = await bench.run(
        'few-shot-audio-classification',
        { examples, exampleLabels: ['hum', 'hum', 'noise'], recordings: [...asked, memo] },
        pack,
      )
      expect(output.matches).toMatchObject([{ label: 'noise' }, { label: 'hum' }, { label: 'none of these' }])
      expect(said).toContain('memo-01.wav is none of these')
    },
    slow,
  )

  test(
    'equal examples of two classes are a tie; examples of one class alone are refused',
    async () => {
      const [one, other] = await Promise.all(
        [hum(100, 1), noise(1, 1)].map((sound) => bench.recording(sound)),
      )
      const recordings = [one]
      const sort = (exampleLabels: string[]) =>
        bench.run(
          'few-shot-audio-classification',
          { examples: [one, one, other], exampleLabels, recordings },
          pack,
        )
      const { output, said } = await sort(['hum', 'drone', 'noise'])
      expect(output.matches).toMatchObject([{ label: 'hum', tiedWith: ['drone'] }])
      expect(said).toContain('the examples do not tell them apart')
      await expect(sort(['hum', 'hum', 'Hum '])).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        message:
          'All examples are of one class, "hum". Give examples of at least two, so that there is something to choose from.',
      })
      await expect(sort(['hum', 'noise'])).rejects.toMatchObject({
        message: expect.stringContaining('3 examples and 2 labels are given'),
      })
    },
    slow,
  )
})

describe('speech', () => {
  const memos = samples.audio.filter(({ sentences }) => !sentences)
  const long = samples.audio.find(({ sentences }) => sentences)

  test.each(memos)(
    '$file is written down word by word',
    async ({ file, text }) => {
      const { output } = await hear(await bench.sample(file))
      expect(output.text).toBe(text)
      expect(output.segments).toHaveLength(1)
    },
    slow,
  )

  test(
    'a recording of many sentences is cut between them: at most 6 % of the words are wrong',
    async () => {
      const progress: number[] = []
      const audio = await bench.sample(long?.file ?? '')
      const { output } = await hear(audio, { onProgress: (fraction) => progress.push(fraction) })
      const truth = long?.text ?? ''
      expect(wordErrors(truth, output.text) / wordsOf(truth).length).toBeLessThanOrEqual(0.06)
      expect(output.segments).toHaveLength(long?.sentences?.length ?? 0)
      for (const [at, sentence] of long?.sentences?.entries() ?? []) {
        expect(output.segments[at]?.start).toBeCloseTo(sentence.start, 0.7)
        expect(output.segments[at]?.end).toBeCloseTo(sentence.end, 0.7)
      }
      expect(progress.length).toBeGreaterThanOrEqual(output.segments.length)
      expect(progress.at(-1)).toBe(1)
    },
    slow,
  )

  test.each([
    { decibels: Number.POSITIVE_INFINITY, most: 0.05 },
    { decibels: 20, most: 0.05 },
    { decibels: 15, most: 0.08 },
  ])(
    'with gaps of 0.15 to 1 s and noise at $decibels dB, at most $most of the words are wrong',
    async ({ decibels, most }) => {
      const sentences = await spokenSentences()
      let [errors, words] = [0, 0]
      for (const [seed, seconds] of [18, 32, 46, 60].entries()) {
        const random = randomFrom(seed + 1)
        const { text, samples: clean } = inARow(sentences, { seconds, gaps: [0.15, 1], random })
        const noisy = Number.isFinite(decibels) ? withNoise(clean, decibels, random) : clean
        const { output } = await hear(await bench.recording(noisy))
        errors += wordErrors(text, output.text)
        words += wordsOf(text).length
      }
      expect(errors / words).toBeLessThanOrEqual(most)
    },
    slow,
  )

  test.each([
    ['digital silence', () => new Float32Array(180 * rate)],
    ['the hiss of a microphone', () => whiteNoise(180, 0.003, randomFrom(7))],
  ])(
    'three minutes of %s are no words, and it says so',
    async (_, make) => {
      const { output, said } = await hear(await bench.recording(make()))
      expect(output).toEqual({ text: '', segments: [] })
      expect(said).toMatch(/no speech/i)
    },
    slow,
  )

  test(
    'a sentence after minutes of silence is found, at its place',
    async () => {
      const [memo] = await spokenSentences()
      const samples = new Float32Array(130 * rate)
      samples.set(memo?.samples ?? [], 120 * rate)
      const { output } = await hear(await bench.recording(samples))
      expect(output.text).toBe(memo?.text)
      expect(output.segments[0]?.start).toBeGreaterThan(119.8)
    },
    slow,
  )

  test(
    'hearing stops between two sentences when told',
    async () => {
      const stop = new AbortController()
      const audio = await bench.sample(long?.file ?? '')
      const heard: number[] = []
      const running = hear(audio, {
        signal: stop.signal,
        onProgress: (fraction) => {
          heard.push(fraction)
          stop.abort()
        },
      })
      await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
      expect(heard).toHaveLength(1)
    },
    slow,
  )

  const outputSchema = z.object({
    text: z.string(),
    segments: z.array(z.object({ start: z.number(), end: z.number(), text: z.string() })),
  })

  async function hear(
    audio: Awaited<ReturnType<Workbench['sample']>>,
    options: Parameters<Workbench['run']>[2] = {},
  ) {
    const { output, said } = await bench.run(
      'automatic-speech-recognition',
      { audio },
      { ...pack, ...options },
    )
    return { output: outputSchema.parse(output), said }
  }

  async function spokenSentences(): Promise<Spoken[]> {
    const one = async ({ file, text }: { file: string; text: string }) => ({
      text,
      samples: trimmed(await decodeAudio(fileURLToPath(new URL(file, samplesFolder)), rate)),
    })
    return Promise.all(memos.map(one))
  }
})
