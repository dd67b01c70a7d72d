import { describe, expect, it } from 'vitest'
import { createRulePlanner } from '../../../../../src/planner/rules/rule-planner.js'
import { loadBuiltInTools } from '../../../../../src/tools/registry.js'
import { mediaOf } from '../../validate-fixtures.js'

const tools = await loadBuiltInTools()
const planner = createRulePlanner()
const signal = new AbortController().signal
const names = ['a.png', 'b.png', 'c.png', 'd.png', 'e.png']
const media = Object.fromEntries(names.map((name, at) => [`image${at + 1}`, { ...mediaOf('image'), name }]))

const recordings = Object.fromEntries(
  ['a.wav', 'b.wav', 'c.wav', 'd.wav'].map((name, at) => [
    `audio${at + 1}`,
    { ...mediaOf('audio', { channels: 1 }), name },
  ]),
)
const texts = Object.fromEntries(
  ['a.txt', 'b.txt', 'c.txt'].map((name, at) => [`text${at + 1}`, { ...mediaOf('text'), name }]),
)

async function stepsFor(
  text: string,
  by = planner,
  attached: Parameters<typeof by.plan>[0]['media'] = media,
) {
  const planned = await by.plan(
    { text, media: attached, history: { turns: [], steps: [] }, tools },
    { signal },
  )
  if (!planned.ok) throw planned.error
  return planned.value.plan.steps
}

/** Pictures with their labels, then what is asked: `1 zib, 2 wug: 3`. */
async function sorted(text: string): Promise<string> {
  const [step, ...others] = await stepsFor(text)
  expect(others).toEqual([])
  expect(step?.tool).toBe('few-shot-image-classification')
  const list = (value: unknown) => [value].flat().map((one) => String(one).replace('$image', ''))
  const { examples, exampleLabels, images } = step?.input ?? {}
  const labels = list(exampleLabels)
  return `${list(examples)
    .map((one, at) => `${one} ${labels[at]}`)
    .join(', ')}: ${list(images).join(' ')}`
}

describe('examples with their names, and a question by them', () => {
  it.each([
    ['This is a zib: {image1}. This is a wug: {image2}. What is {image3}?', '1 zib, 2 wug: 3'],
    ['image1 and image2 are cats, image3 is a dog: which is image4?', '1 cat, 2 cat, 3 dog: 4'],
    ['image1 is a cat and image2 is a dog. What are image4 and image5?', '1 cat, 2 dog: 4 5'],
    ['a.png, b.png and c.png are cats. d.png is a dog. Classify e.png.', '1 cat, 2 cat, 3 cat, 4 dog: 5'],
    [
      'Cats: image1, image2. Dog: image3. What are the others?',
      '1 cat, 2 cat, 3 dog: 4 5'.replaceAll('cat', 'Cat').replace('dog', 'Dog'),
    ],
    [
      'These are cats: {image1}, {image2}. This is a cat: {image3}. This is a hat: {image4}. What is this: {image5}?',
      '1 cat, 2 cat, 3 cat, 4 hat: 5',
    ],
    ['image1 shows a zib, image2 shows a wug. Is image3 a zib or a wug?', '1 zib, 2 wug: 3'],
    ["image1 is a red wug, image2 is a blue wug; what's image3?", '1 red wug, 2 blue wug: 3'],
    ['image1 is "good work", image2 is "bad work", and image3?', '1 good work, 2 bad work: 3'],
  ])('%s', async (text, steps) => {
    expect(await sorted(text)).toBe(steps)
  })
})

describe('recordings and texts with their classes, and a question by them', () => {
  it.each([
    'These two are barks: a.wav, b.wav; this is a bell: c.wav; what is d.wav?',
    'audio1 and audio2 are barks, audio3 is a bell. What is audio4?',
    'a.wav and b.wav sound like a bark, c.wav sounds like a bell: which is d.wav?',
    'Recordings of barks: {audio1}, {audio2}. Recording of a bell: {audio3}. Which is {audio4}?',
  ])('recordings: %s', async (text) => {
    expect(await stepsFor(text, planner, recordings)).toMatchObject([
      {
        tool: 'few-shot-audio-classification',
        input: {
          examples: ['$audio1', '$audio2', '$audio3'],
          exampleLabels: ['bark', 'bark', 'bell'],
          recordings: ['$audio4'],
        },
      },
    ])
  })

  it.each([
    ['"I love it" is praise, "It broke at once" is a complaint: what is "Works like a charm"?', {}],
    [
      'This is praise: "I love it". This is a complaint: "It broke at once". What is "Works like a charm"?',
      {},
    ],
    ['"I love it" is "praise", "It broke at once" is "complaint". Classify "Works like a charm".', {}],
  ])('quoted texts: %s', async (text, attached) => {
    expect(await stepsFor(text, planner, attached)).toMatchObject([
      {
        tool: 'few-shot-text-classification',
        input: {
          examples: ['I love it', 'It broke at once'],
          exampleLabels: ['praise', 'complaint'],
          texts: ['Works like a charm'],
        },
      },
    ])
  })

  it('texts in files', async () => {
    expect(
      await stepsFor('a.txt is praise, b.txt is a complaint: what is c.txt?', planner, texts),
    ).toMatchObject([
      {
        tool: 'few-shot-text-classification',
        input: { examples: ['$text1', '$text2'], exampleLabels: ['praise', 'complaint'], texts: ['$text3'] },
      },
    ])
  })
})

describe('what only looks like that', () => {
  it.each([
    ['one class alone', 'image1 is a cat. What is image2?'],
    ['no question', 'image1 is a cat, image2 is a dog.'],
    [
      'a question about something else',
      'image1 is a plan and image2 is a photo. How many dogs are in image3?',
    ],
    ['a comparison', 'image1 is like image2, and image2 is better than image3. Which is the best?'],
  ])('%s is planned in other ways', async (_name, text) => {
    const tools = (await stepsFor(text)).map(({ tool }) => tool)
    expect(tools).not.toContain('few-shot-image-classification')
  })

  it('reads a long list in no time that grows faster than it', async () => {
    const text = `${'image1, '.repeat(20_000)}image2 are cats, image3 is a dog: which is image4?`
    expect(await stepsFor(text)).toBeDefined()
  })
})

describe('words with pictures between them', () => {
  const compared = 'The plan: {image3}. What was built: {image1}. What is missing in {image1}?'

  it('go to a model that sees, with their order, and its own count of the pictures', async () => {
    expect(await stepsFor(compared)).toMatchObject([
      {
        tool: 'image-text-to-text',
        input: {
          images: ['$image3', '$image1'],
          instruction: 'The plan: {image1}. What was built: {image2}. What is missing in {image2}?',
        },
      },
    ])
  })

  it('are planned as other words are where no such model may run', async () => {
    const blind = createRulePlanner({ allows: ({ id }) => id !== 'image-text-to-text' })
    const used = (await stepsFor(compared, blind)).map(({ tool }) => tool)
    expect(used).not.toContain('image-text-to-text')
  })

  it('go to a model that sees with their examples, too, where nothing else sorts by these', async () => {
    const seeing = createRulePlanner({ allows: ({ id }) => id === 'image-text-to-text' })
    const steps = await stepsFor('A zib: {image1}. A wug: {image2}. What is {image3}?', seeing)
    expect(steps).toMatchObject([
      { tool: 'image-text-to-text', input: { images: ['$image1', '$image2', '$image3'] } },
    ])
  })
})

describe('examples that do not suffice', () => {
  const notesFor = async (text: string) => {
    const planned = await planner.plan({ text, media, history: { turns: [], steps: [] }, tools }, { signal })
    if (!planned.ok) throw planned.error
    return planned.value.notes.join(' ')
  }

  it('of one class only: it is said what is missing', async () => {
    const notes = await notesFor('image1 is a zib, image2 is a zib: what is image3?')
    expect(notes).toContain('All 2 examples are of one class ("zib"), and sorting takes two or more')
    expect(notes).not.toContain('""')
  })

  it('and a file that is not there: the words are quoted', async () => {
    const notes = await notesFor('image1 is a zib, image2 is a wug: what is image9?')
    expect(notes).toContain('what is image9": the words speak of another image than there is')
    expect(notes).not.toMatch(/""|: \./)
  })
})
