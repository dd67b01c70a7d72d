import { describe, expect, it } from 'vitest'
import { colourIn, colourQuestion } from '../../../src/answer/colours.js'
import { wantedCount } from '../../../src/answer/counts.js'
import { relatedWord } from '../../../src/answer/kinds-of-things.js'
import { createTemplateResponder } from '../../../src/answer/template-responder.js'
import type { StepReport } from '../../../src/executors/step-report.js'
import type { Media } from '../../../src/media/media.js'
import { createRulePlanner } from '../../../src/planner/rules/rule-planner.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'
import { countIn } from '../../../src/tools/text/said-counts.js'
import { mediaOf } from '../planner/validate-fixtures.js'

const tools = await loadBuiltInTools()
const { signal } = new AbortController()
const demo = [
  'image-to-text',
  'image-classification',
  'zero-shot-image-classification',
  'image-feature-extraction',
  'automatic-speech-recognition',
]

/** What each file shows or says. */
const found: Record<string, string> = {
  'cat.png': 'two cats on a white background',
  'dog.png': 'a dog on a red background',
  'bus.png': 'a bus to the left of a flower on a blue background',
  'memo.wav': 'the train leaves at nine',
  'note.wav': 'buy a hamburger',
}

/** Answers by rules, with results such as the demo's models give. */
async function answer(text: string, ...names: string[]): Promise<string> {
  const media: Record<string, Media> = {}
  for (const name of names) {
    const kind = name.endsWith('.wav') ? 'audio' : 'image'
    const number = Object.keys(media).filter((one) => one.startsWith(kind)).length + 1
    media[`${kind}${number}`] = {
      ...mediaOf(kind, { durationSeconds: number, width: 64 * number, height: 64 }),
      name,
    }
  }
  const allows = ({ id }: { id: string }) => demo.includes(id)
  const planned = await createRulePlanner({ allows }).plan(
    { text, media, history: { turns: [], steps: [] }, tools },
    { signal },
  )
  if (!planned.ok) throw planned.error
  const { plan, checks = [], shortfalls = [], known = [], notes } = planned.value
  const steps = plan.steps.map(({ id, tool, input }): StepReport => {
    const reference = String(input.image ?? input.audio ?? '').slice(1)
    const name = media[reference]?.name ?? ''
    const said = found[name] ?? ''
    const labels = [...(Array.isArray(input.labels) ? input.labels.map(String) : []), 'thing']
      .filter((label) => !label.startsWith('$'))
      .map((label, at) => ({ label, score: at === 0 ? 0.1 : 0.9 }))
    const output =
      tool === 'image-to-text' || tool.startsWith('auto')
        ? { text: said, segments: [{ start: 0, end: 1.5, text: said }] }
        : { label: 'thing', score: 0.9, labels }
    return {
      id,
      tool,
      status: 'done',
      subject: `${reference} (${name})`,
      summary: tool === 'image-to-text' ? `It shows ${said}.` : said,
      output,
    }
  })
  let answered = ''
  for await (const piece of createTemplateResponder().respond(
    { text, media, turns: [], plan, steps, checks, shortfalls, known, notes },
    { signal },
  ))
    answered += piece
  return answered
}

describe('questions that lean on words beside them', () => {
  it('asks the same of another thing', async () => {
    const said = await answer('How many cats? What about dogs?', 'cat.png', 'dog.png')
    expect(said).toMatch(/2 cats in cat\.png/)
    expect(said).toMatch(/1 dogs? in dog\.png/)
  })
  it.each([
    'Reply with the file name only. Where is the dog?',
    'Where is the dog? Only the file name, please.',
    'Wo ist der Hund? Nur den Dateinamen.',
    'Is there a dog? File names only.',
  ])('says which file it is on, by its name alone: %s', async (text) =>
    expect(await answer(text, 'cat.png', 'dog.png')).toBe('dog.png.'),
  )
  it('says where a thing is only if it is there', async () => {
    const text = 'If there is a flower, tell me where it is, otherwise describe it.'
    expect(await answer(text, 'bus.png')).toMatch(/a bus to the left of a flower/)
  })
})

describe('an answer leads with the answer', () => {
  const pictures = ['cat.png', 'dog.png', 'bus.png']
  it.each<[string, string[], RegExp]>([
    ['Which of these pictures shows a dog?', pictures, /^dog\.png\./],
    ['Which picture has a bus?', pictures, /^bus\.png\./],
    ['Which picture shows a penguin?', pictures, /^None has "penguin"/],
    ['Which ones show a cat or a dog?', pictures, /^cat\.png and dog\.png\./],
    ['Which picture shows an animal?', ['bus.png', 'dog.png'], /^dog\.png\./],
    ['Do all of these show a cat?', pictures, /^No: .* dog\.png and bus\.png, but in cat\.png/],
    ['Do both show a dog?', ['dog.png', 'cat.png'], /^No: "dog" is not found in cat\.png/],
    ['Does any of them show a dog?', pictures, /^Yes, "dog" is in dog\.png/],
    ['Is there a horse in any of these?', pictures, /^No, "horse" is found in none/],
    ['How many of these pictures show a dog?', pictures, /^1 of 3: dog\.png/],
    ['How many pictures show a flower?', pictures, /^1 of 3: bus\.png/],
    ['Is there a puppy in the picture?', ['dog.png'], /^I can't tell whether "puppy"/],
    ['Is there an animal in the picture?', ['dog.png'], /^Yes, "animal" .* the description says "dog"/],
    ['Is there still a dog?', ['dog.png'], /^Yes, "dog"/],
    ['Could you please check whether there is a dog in this picture?', ['dog.png'], /^Yes, "dog"/],
    ['Is there exactly one dog?', ['dog.png'], /^Yes: 1 in dog\.png/],
    ['Are there at least two dogs in the picture?', ['dog.png'], /^No: 1 in dog\.png/],
    ['Is there more than one cat?', ['cat.png'], /^Yes: 2 in cat\.png/],
    ['Answer with yes or no: is there exactly one dog?', ['dog.png'], /^Yes\.$/],
    ['How many cats are in the picture?', ['cat.png'], /^2 cats in cat\.png/],
    ['How many animals are in the picture?', ['cat.png'], /^2 animals in cat\.png/],
    ['Is there exactly one animal?', ['dog.png'], /^Yes: 1 in dog\.png/],
    ['Count the dogs in the picture.', ['dog.png'], /^1 dog in dog\.png/],
    ['What colour is the background?', ['bus.png'], /^Blue is the color of the background/],
    ['Is the background red?', ['dog.png'], /^Yes, the background is red/],
    ['Is the background green?', ['dog.png'], /^No, the background is red/],
    ['Which memo mentions a train?', ['memo.wav', 'note.wav'], /^memo\.wav\./],
    [
      'Do both recordings mention a hamburger?',
      ['memo.wav', 'note.wav'],
      /^No: "hamburger" is not found in memo\.wav/,
    ],
    ['How long is the recording?', ['memo.wav'], /^memo\.wav is 1 seconds long\.$/],
    ['Which recording is longer?', ['memo.wav', 'note.wav'], /^note\.wav \(2 seconds\) is the longer one/],
    ['Which picture is the smallest?', pictures, /^cat\.png \(64 × 64 pixels\) is the smallest/],
    ['How many pictures are there?', pictures, /^3 pictures\.$/],
    ['Transcribe the memo, only the transcript.', ['memo.wav'], /^the train leaves at nine$/],
    [
      'Transcribe the memo as SRT.',
      ['memo.wav'],
      /^1\n00:00:00,000 --> 00:00:01,500\nthe train leaves at nine$/,
    ],
    ['Transcribe it as VTT', ['memo.wav'], /^WEBVTT\n\n00:00:00\.000 --> 00:00:01\.500\nthe train/],
    ['Describe the pictures in a table.', pictures, /^\| file \| result \| step \|\n/],
    ['Describe the pictures as a list.', pictures, /^- image1 \(cat\.png\): It shows two cats/],
    ['Describe every picture except the second.', pictures, /^(?!.*dog\.png)[\s\S]*bus\.png/],
    ['Describe dog.png.', pictures, /^image2 \(dog\.png\): It shows a dog on a red background\. \[s1\]$/],
    ['What colour is the background? One word only.', ['dog.png'], /^red\.$/],
  ])('%s', async (text, names, expected) => expect(await answer(text, ...names)).toMatch(expected))

  it('as JSON where that is wanted', async () => {
    expect(
      JSON.parse(await answer('How many cats are in the picture? Answer as JSON.', 'cat.png')),
    ).toMatchObject({ answer: 2, results: [{ tool: 'image-to-text' }] })
  })
})

it('counts what a description speaks of', () => {
  expect([
    countIn('two cats and a dog', 'cats'),
    countIn('two cats and a dog', 'dog'),
    countIn('a dog', 'bird'),
    countIn('some birds', 'bird'),
  ]).toEqual([2, 1, 0, undefined])
  expect(wantedCount('is there exactly one dog')?.holds(1)).toBe(true)
  expect(wantedCount('at least two')?.holds(1)).toBe(false)
  expect(wantedCount('is there a dog')).toBeUndefined()
})

it('knows colours of things from descriptions', () => {
  expect(colourIn('a red dog on a blue background', 'dog')).toBe('red')
  expect(colourIn('a red dog on a blue background', 'background')).toBe('blue')
  expect(colourIn('a dog', 'dog')).toBeUndefined()
  expect(colourQuestion('Is the car in the picture red?')).toEqual({ of: 'car', asked: 'red' })
  expect(colourQuestion('Is there a dog?')).toBeUndefined()
})

it('knows other words for things', () => {
  expect(relatedWord('a dog on grass', 'puppy')).toEqual({ word: 'dog', isKindOf: false })
  expect(relatedWord('a puppy on grass', 'dog')).toEqual({ word: 'puppy', isKindOf: true })
  expect(relatedWord('a dog on grass', 'cat')).toBeUndefined()
})
