import { describe, expect, it } from 'vitest'
import type { PlanRequest } from '../../../../../src/planner/planner.js'
import { createRulePlanner } from '../../../../../src/planner/rules/rule-planner.js'
import { loadBuiltInTools } from '../../../../../src/tools/registry.js'
import { mediaOf } from '../../validate-fixtures.js'

const tools = await loadBuiltInTools()
const signal = new AbortController().signal
const pictures = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `image${at + 1}`,
      { ...mediaOf('image'), name: `p${at + 1}.png` },
    ]),
  )

async function planned(text: string, media: PlanRequest['media'] = pictures(3), by = createRulePlanner()) {
  const result = await by.plan({ text, media, history: { turns: [], steps: [] }, tools }, { signal })
  if (!result.ok) throw result.error
  return result.value
}
const last = async (text: string, media = pictures(3)) => (await planned(text, media)).plan.steps.at(-1)

describe('what several pictures have in common', () => {
  it.each([
    'What do these pictures have in common?',
    'What do they have in common?',
    'Do these have anything in common?',
    'What have p1.png, p2.png and p3.png in common?',
    'What is common to these pictures?',
    'Tell me what all three have in common.',
    'What connects these pictures?',
    'Was haben diese Bilder gemeinsam?',
    "Qu'est-ce que ces images ont en commun ?",
    '¿Qué tienen en común estas fotos?',
  ])('is concluded from a description of each: %s', async (text) => {
    const { steps } = (await planned(text)).plan
    expect(steps.map(({ tool }) => tool)).toEqual([...Array(3).fill('image-to-text'), 'things-in-common'])
    expect(steps.at(-1)?.input).toEqual({
      images: ['$image1', '$image2', '$image3'],
      descriptions: ['$s1.text', '$s2.text', '$s3.text'],
    })
  })

  it('is asked of those that are named', async () => {
    expect((await last('What do image1 and image3 have in common?'))?.input.images).toEqual([
      '$image1',
      '$image3',
    ])
  })
})

describe('the odd one out', () => {
  it.each([
    'Which is the odd one out?',
    'Which picture is the odd one out?',
    "What's the odd one out: two of the pictures have animals, one doesn't.",
    'Which picture does not belong with the others?',
    "Which of these doesn't belong?",
    'Which one is different from the others?',
    'Which of the pictures is unlike the rest?',
    'Which one stands out?',
    'Find the odd one out.',
    'Find the outlier.',
    'Welches Bild passt nicht dazu?',
    "Quel est l'intrus ?",
  ])('is found by descriptions and by how alike they look: %s', async (text) => {
    const { steps } = (await planned(text)).plan
    expect(steps.map(({ tool }) => tool)).toEqual([
      ...Array(3).fill('image-to-text'),
      'image-feature-extraction',
      'odd-one-out',
    ])
    expect(steps.at(-1)?.input).toMatchObject({
      descriptions: ['$s1.text', '$s2.text', '$s3.text'],
      pairs: '$s4.pairs',
    })
  })
})

describe('what changed', () => {
  it.each([
    'What changed between these two?',
    'What has changed?',
    'What changed between these images?',
    'What changed from image1 to image2?',
    'What is different between image1 and image2?',
    'What are the differences between these pictures?',
    'Spot the difference.',
    'Spot the differences between p1.png and p2.png.',
    'What happened between these frames?',
    'What happened between these two pictures?',
    'How did the scene change from image1 to image2?',
    "Qu'est-ce qui a changé entre ces images ?",
    'Was hat sich zwischen diesen Bildern geändert?',
  ])('is concluded from descriptions and from the points that differ: %s', async (text) => {
    const { steps } = (await planned(text, pictures(2))).plan
    expect(steps.map(({ tool }) => tool)).toEqual([
      'image-to-text',
      'image-to-text',
      'image-difference',
      'changes-between',
    ])
    expect(steps.at(-1)?.input).toEqual({
      images: ['$image1', '$image2'],
      descriptions: ['$s1.text', '$s2.text'],
      differences: '$s3.differences',
    })
  })
})

describe('where it can not be done as it is meant', () => {
  it.each([
    ['Which is the odd one out?', 2, 'it takes 3 pictures or more, and there are 2: attach more'],
    ['Which is the odd one out?', 1, 'it takes 3 pictures or more, and there is 1: attach more'],
    ['What do these have in common?', 1, 'it takes 2 pictures or more, and there is 1: attach more'],
    ['What changed between these?', 1, 'it takes 2 pictures or more, and there is 1: attach more'],
  ])('%s of %i: it is said, and what is there is described', async (text, count, says) => {
    const { plan, shortfalls = [] } = await planned(text, pictures(count))
    expect(plan.steps.map(({ tool }) => tool)).toEqual(Array(count).fill('image-to-text'))
    expect(shortfalls).toEqual([{ message: expect.stringContaining(says), standIn: false }])
  })

  it('two hundred pictures are bounded, which is said', async () => {
    const { plan, shortfalls = [] } = await planned('What do these have in common?', pictures(200))
    expect(plan.steps.length).toBe(25)
    expect(plan.steps.at(-1)?.input.images).toHaveLength(24)
    expect(shortfalls).toEqual([
      { message: expect.stringMatching(/^Only the first 24 of 200 pictures are compared/), standIn: true },
    ])
  })

  it('a plan that may have few steps compares as many as go into it', async () => {
    const few = createRulePlanner({ maxSteps: 8 })
    const { plan } = await planned('Which is the odd one out?', pictures(20), few)
    expect(plan.steps.map(({ tool }) => tool)).toEqual([
      ...Array(6).fill('image-to-text'),
      'image-feature-extraction',
      'odd-one-out',
    ])
  })

  it('by descriptions alone where nothing compares looks, by looks alone where nothing describes', async () => {
    const without = (id: string) => createRulePlanner({ allows: (tool) => tool.id !== id })
    const used = async (by: ReturnType<typeof createRulePlanner>) =>
      (await planned('Which is the odd one out?', pictures(3), by)).plan.steps.at(-1)?.input
    expect(await used(without('image-feature-extraction'))).not.toHaveProperty('pairs')
    expect(await used(without('image-to-text'))).toEqual({
      images: ['$image1', '$image2', '$image3'],
      pairs: '$s1.pairs',
    })
  })

  it('pictures of different sizes are not compared point by point', async () => {
    const sized = Object.fromEntries(
      Object.entries(pictures(2)).map(([name, media], at) => [
        name,
        { ...media, facts: { width: 100 + at, height: 100 } },
      ]),
    )
    expect((await planned('What changed?', sized)).plan.steps.map(({ tool }) => tool)).toEqual([
      'image-to-text',
      'image-to-text',
      'changes-between',
    ])
  })
})

it('frames of a video are compared as pictures are', async () => {
  const { steps } = (await planned('What changed between the frames?', { video1: mediaOf('video') })).plan
  expect(steps.map(({ tool }) => tool)).toEqual([
    'video-frames',
    'image-to-text',
    'image-difference',
    'changes-between',
  ])
  expect(steps.at(-1)?.input).toEqual({
    images: '$s1.frames',
    descriptions: '$s2.text',
    differences: '$s3.differences',
  })
})

it('what is concluded goes on to what is asked next', async () => {
  const { steps } = (await planned('What do these have in common? Translate that into German.')).plan
  expect(steps.at(-1)).toMatchObject({ tool: 'translation', input: { text: '$s4.text' } })
})
