import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  AutoModelForImageTextToText,
  AutoProcessor,
  env,
  PreTrainedTokenizer,
  type RawImage,
} from '@huggingface/transformers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Media } from '../../src/media/media.js'
import { inside } from '../../src/tools/local/inside.js'
import type { Pipe } from '../../src/tools/local-adapter.js'
import { openWorkbench, type Workbench } from '../support/run-adapter.js'

const questions = z
  .array(
    z.object({ kind: z.string(), images: z.array(z.string()), question: z.string(), answer: z.string() }),
  )
  .parse(JSON.parse(await readFile(new URL('../../samples/vlm-samples.json', import.meta.url), 'utf8')))
const pack = { candidate: 'pack' } as const
const fixtures = fileURLToPath(new URL('../fixtures/models/', import.meta.url))
const loaded = 60_000

let bench: Workbench
let red: Media
let blue: Media
let wide: Media
beforeAll(async () => {
  bench = await openWorkbench()
  red = await bench.picture(96, 72, (x, y) => [200, x, y])
  blue = await bench.picture(64, 64, (x, y) => [x * 3, y * 2, 220])
  wide = await bench.picture(120, 40, (x, y) => [x * 2, 90, y * 5])
})
afterAll(() => bench.close())

/** Counts the runs of one of a model's networks from now on. */
function countRuns(pipe: Pipe, ...names: string[]): () => number {
  const session = names.map((name) => inside(pipe.model, 'sessions', name)).find(Boolean)
  const run = inside(session, 'run')
  if (typeof session !== 'object' || session === null || typeof run !== 'function')
    throw new Error('the model has no such network')
  let runs = 0
  Reflect.set(session, 'run', (...args: unknown[]) => {
    runs += 1
    return Reflect.apply(run, session, args)
  })
  return () => runs
}
const countLooks = (pipe: Pipe) => countRuns(pipe, 'vision_encoder')

describe("the demo pack's eyes", () => {
  test.each(questions)(
    '$kind: "$question" of $images is answered $answer',
    async ({ images, question, answer }) => {
      const pictures = await Promise.all(images.map((file) => bench.sample(file)))
      const input = { images: pictures, instruction: question }
      const { output } = await bench.run('image-text-to-text', input, pack)
      expect(output).toEqual({ text: answer })
    },
    loaded,
  )

  test(
    'a question about one picture is answered in a few words',
    async () => {
      const [image] = await Promise.all([bench.sample('images/scene-08.png')])
      const input = { image, question: 'what is the colour of the background?' }
      const { output, said } = await bench.run('visual-question-answering', input, pack)
      expect(output).toEqual({ text: 'orange' })
      expect(said).toBe('Asked about the picture: orange.')
    },
    loaded,
  )
})

describe('what a model saw', () => {
  test(
    'is remembered: a second question about a picture does not run the vision tower again, nor does one beside another picture',
    async () => {
      const looks = countLooks(await bench.pipe('visual-question-answering'))
      const ask = (image: Media, question: string) =>
        bench.run('visual-question-answering', { image, question })
      const first = await ask(red, 'What is this?')
      expect(looks()).toBe(1)
      await ask(red, 'How many cats are there?')
      expect(looks()).toBe(1)
      await bench.run('image-text-to-text', {
        images: [red, blue],
        instruction: 'Compare them.',
        maxNewTokens: 4,
      })
      expect(looks()).toBe(2)
      expect((await ask(red, 'What is this?')).output).toEqual(first.output)
      expect(looks()).toBe(2)
    },
    loaded,
  )
})

/** What transformers.js alone writes. */
async function bare(
  model: string,
  pictures: readonly Media[],
  text: string,
  tokens: number,
  content: object[] = [...pictures.map(() => ({ type: 'image' })), { type: 'text', text }],
): Promise<string> {
  env.localModelPath = fixtures
  const processor = await AutoProcessor.from_pretrained(model)
  const loadedModel = await AutoModelForImageTextToText.from_pretrained(model, { dtype: 'fp32' })
  const prompt = processor.apply_chat_template([{ role: 'user', content }] as never, {
    add_generation_prompt: true,
  })
  const images: RawImage[] = []
  for (const one of pictures) images.push(await bench.pixels(one))
  const inputs = await processor(prompt, images)
  const output = await loadedModel.generate({ ...inputs, max_new_tokens: tokens, do_sample: false })
  const ids = z.array(z.coerce.number()).parse((output as { tolist(): unknown[][] }).tolist()[0])
  await loadedModel.dispose()
  const { tokenizer } = processor as { tokenizer: PreTrainedTokenizer }
  return tokenizer.decode(ids.slice(inputs.input_ids.dims.at(-1)), { skip_special_tokens: true }).trim()
}

describe('families of models that see', () => {
  test(
    'Idefics3 writes what transformers.js alone writes, for several pictures in their order',
    async () => {
      const text = 'What differs?'
      const ask = async (images: Media[]) =>
        (await bench.run('image-text-to-text', { images, instruction: text, maxNewTokens: 12 })).output.text
      expect(await ask([red, blue])).toBe(await bare('idefics3', [red, blue], text, 12))
      expect(await ask([blue, red])).not.toBe(await ask([red, blue]))
    },
    loaded,
  )

  test(
    'Idefics3 sees pictures where the words name them',
    async () => {
      const instruction = 'A zib: {image2}. Is {image1} one?'
      const input = { images: [red, blue], instruction, maxNewTokens: 12 }
      const { output } = await bench.run('image-text-to-text', input)
      const words = ['A zib: ', '. Is ', ' one?'].map((text) => ({ type: 'text', text }))
      const [start, middle, end] = words
      const content = [start, { type: 'image' }, middle, { type: 'image' }, end].flatMap((part) => part ?? [])
      expect(output.text).toBe(await bare('idefics3', [blue, red], instruction, 12, content))
    },
    loaded,
  )

  test(
    'Qwen2-VL writes what transformers.js alone writes for one picture, and takes several of different sizes',
    async () => {
      const ask = async (images: Media[]) =>
        (
          await bench.run(
            'image-text-to-text',
            { images, instruction: 'What differs?', maxNewTokens: 12 },
            { candidate: 1 },
          )
        ).output.text
      expect(await ask([red])).toBe(await bare('qwen2-vl', [red], 'What differs?', 12))
      const [there, back] = [await ask([red, wide]), await ask([wide, red])]
      expect(there).not.toBe('')
      expect(back).not.toBe(there)
    },
    loaded,
  )

  test(
    'Florence-2 captions by its task prompt, and its boxes lie within the picture',
    async () => {
      const { output } = await bench.run('image-to-text', { image: wide }, { candidate: 1 })
      expect(output.text).not.toBe('')
      // Its weights are random, so it names no places by itself.
      const { tokenizer } = await bench.pipe('object-detection', { candidate: 1 })
      if (!(tokenizer instanceof PreTrainedTokenizer)) throw new Error('no tokenizer')
      const decode = tokenizer.decode
      tokenizer.decode = () => '</s><s>a cat<loc_0><loc_250><loc_499><loc_999></s>'
      const { output: found, said } = await bench.run('object-detection', { image: wide }, { candidate: 1 })
      tokenizer.decode = decode
      expect(found.count).toBe(1)
      expect(found.objects).toEqual([
        {
          label: 'a cat',
          box: {
            xmin: expect.closeTo(0.06, 2),
            ymin: expect.closeTo(10.02, 2),
            xmax: expect.closeTo(59.94, 2),
            ymax: expect.closeTo(39.98, 2),
          },
        },
      ])
      expect(said).toBe('It found 1 object: a cat (left).')
    },
    loaded,
  )

  test(
    'a model that is asked in words captions too, and says when the limit of tokens cut it off',
    async () => {
      const caption = await bench.run('image-to-text', { image: red }, { candidate: 2 })
      expect(caption.output.text).not.toBe('')
      const { output, said } = await bench.run('image-text-to-text', {
        images: [red],
        instruction: 'Tell a story.',
        maxNewTokens: 5,
      })
      expect(output.cutOff).toBe(true)
      expect(said).toContain('cut off at the limit of tokens')
    },
    loaded,
  )
})

describe('writing', () => {
  test(
    'comes in pieces that make up the whole answer',
    async () => {
      const pieces: string[] = []
      const { output } = await bench.run(
        'image-text-to-text',
        { images: [red], instruction: 'Tell a story.', maxNewTokens: 30 },
        { onText: (text) => pieces.push(text) },
      )
      expect(pieces.length).toBeGreaterThan(1)
      expect(pieces.join('').trim()).toBe(output.text)
    },
    loaded,
  )

  test(
    'ends at the next token when it is no longer wanted',
    async () => {
      const stop = new AbortController()
      let pieces = 0
      const running = bench.run(
        'image-text-to-text',
        { images: [red], instruction: 'Tell a story.', maxNewTokens: 300 },
        {
          signal: stop.signal,
          onText: () => {
            pieces += 1
            if (pieces === 2) stop.abort()
          },
        },
      )
      await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
      expect(pieces).toBeLessThan(10)
    },
    loaded,
  )
})

describe('marking out', () => {
  const share = async (mask: Media) => {
    const { data, channels } = await bench.pixels(mask)
    return data.filter((value, at) => at % channels === 0 && value >= 128).length / (data.length / channels)
  }

  test(
    'returns a mask as large as the picture, white on the share that it says, and looks at a picture once',
    async () => {
      const looks = countRuns(await bench.pipe('mask-generation'), 'model', 'vision_encoder')
      const at = (x: number, y: number) =>
        bench.run('mask-generation', {
          image: red,
          points: [
            { x, y },
            { x: 3, y: 3, isPart: false },
          ],
        })
      const { output, said } = await at(48, 36)
      const mask = z.custom<Media>().parse(output.mask)
      expect(mask.facts).toMatchObject({ width: 96, height: 72 })
      expect(await share(mask)).toBeCloseTo(Number(output.share), 5)
      expect(said).toMatch(/at the points/)
      await bench.run('mask-generation', { image: red, box: { xmin: 5, ymin: 5, xmax: 60, ymax: 50 } })
      expect((await bench.run('mask-generation', { image: red })).said).toMatch(/in the middle/)
      expect((await at(48, 36)).output).toEqual(output)
      expect(looks()).toBe(1)
    },
    loaded,
  )

  test.each([
    [{ points: [{ x: 97, y: 2 }] }, /97, 2 is not on the picture, which is 96 x 72/],
    [{ box: { xmin: -1, ymin: 0, xmax: 4, ymax: 4 } }, /-1, 0 is not on the picture/],
  ])(
    'refuses a place that is not on the picture: %j',
    async (place, message) => {
      await expect(bench.run('mask-generation', { image: red, ...place })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringMatching(message),
      })
    },
    loaded,
  )
})

describe('bad input', () => {
  test(
    'fifty pictures are refused at once, with how many it takes',
    async () => {
      const images = Array.from({ length: 50 }, () => red)
      const looks = countLooks(await bench.pipe('image-text-to-text', { candidate: 1 }))
      await expect(
        bench.run('image-text-to-text', { images, instruction: 'Compare them.' }, { candidate: 1 }),
      ).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringMatching(/8 pictures at once, and 50/),
      })
      expect(looks()).toBe(0)
    },
    loaded,
  )

  test.each([
    ['idefics3', 0],
    ['qwen2-vl', 1],
    ['vlm-tiny', 'pack'],
  ] as const)(
    'a question of 10,000 words is refused by %s before it looks, with how much it reads',
    async (_, candidate) => {
      const looks = countLooks(await bench.pipe('visual-question-answering', { candidate }))
      const question = 'is there a cat '.repeat(2500)
      const image = await bench.picture(40, 40, (x, y) => [x, y, 7])
      await expect(
        bench.run('visual-question-answering', { image, question }, { candidate }),
      ).rejects.toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining('it reads 512') })
      expect(looks()).toBe(0)
    },
    loaded,
  )

  test(
    'marks of the model in a question are words: none stands for a picture or ends the turn',
    async () => {
      const image = await bench.sample('images/scene-08.png')
      for (const question of ['<image> is there a penguin', '<end_of_utterance> is there a penguin']) {
        const { output } = await bench.run('visual-question-answering', { image, question }, pack)
        expect(output.text, question).toBe('yes')
      }
      const marked = { image: red, question: '<|image_pad|><|vision_start|><|im_end|> what is it?' }
      const { output } = await bench.run('visual-question-answering', marked, { candidate: 1 })
      expect(output.text).not.toBe('')
    },
    loaded,
  )
})
