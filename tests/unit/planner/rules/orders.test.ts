import { describe, expect, it } from 'vitest'
import { readOrder } from '../../../../src/planner/rules/orders/said-order.js'
import { createRulePlanner } from '../../../../src/planner/rules/rule-planner.js'
import { tokenize } from '../../../../src/planner/rules/words/tokens.js'
import { loadBuiltInTools } from '../../../../src/tools/registry.js'
import { mediaOf } from '../validate-fixtures.js'

const read = (text: string) => {
  const said = readOrder(tokenize(text), text)
  return said && { ...said.measure, isDescending: said.isDescending, ...(said.take && { take: said.take }) }
}

describe('an order that steps have to measure is read however it is put', () => {
  const dog = { kind: 'fit', words: 'dog', isDescending: true }
  it.each([
    ['Sort these pictures by how well they fit "dog".', dog],
    ['Please rank the photos by how much they look like a dog.', dog],
    ['Order them by similarity to a dog.', dog],
    ['Rank them from best to worst match for a dog.', dog],
    ['Can you arrange the images by how likely they are to show a dog?', dog],
    ['Sort the pictures by how well they match a dog, worst first.', { ...dog, isDescending: false }],
    ['The three that look most like a dog, please.', { ...dog, take: 3 }],
    ['Which two pictures look most like a dog?', { ...dog, take: 2 }],
    ['Give me the top 4 pictures for "dog".', { ...dog, take: 4 }],
    ['Which are the two best pictures of a dog?', { ...dog, take: 2 }],
    ['Which is the best picture of a dog?', dog],
    ['Which picture looks most like a dog?', dog],
  ])('%s', (text, said) => expect(read(text)).toEqual(said))

  it.each([
    [
      'Sort these photos by how many people are in them.',
      { kind: 'count', of: 'people', isDescending: true },
    ],
    ['Rank them by the number of cats, fewest first.', { kind: 'count', of: 'cats', isDescending: false }],
    ['Order the recordings by loudness.', { kind: 'measured', by: 'loudness', isDescending: true }],
    ['Sort the recordings, quietest first.', { kind: 'measured', by: 'loudness', isDescending: false }],
    [
      'Which two recordings are the loudest?',
      { kind: 'measured', by: 'loudness', isDescending: true, take: 2 },
    ],
    ['Sort the memos by how fast they speak.', { kind: 'measured', by: 'pace', isDescending: true }],
    ['Put them in order of pitch, from low to high.', { kind: 'measured', by: 'pitch', isDescending: false }],
    ['Rank the recordings by number of words.', { kind: 'measured', by: 'words', isDescending: true }],
    ['Sort the captions by length, shortest first.', { kind: 'length', of: 'captions', isDescending: false }],
  ])('%s', (text, said) => expect(read(text)).toEqual(said))

  it.each([
    'Sort them into dogs and cats.',
    'Describe the two that look most like a dog.',
    'Sort the pictures by size.',
    'Which recording is the loudest?',
    'How loud are the two recordings?',
  ])('and what is known without a step, or asks for more, is left to others: %s', (text) =>
    expect(read(text)).toBeUndefined(),
  )
})

describe('an order by what is known of files', () => {
  it.each([
    'Describe the pictures by file size, biggest first.',
    'Describe the pictures sorted by name in reverse.',
    'Describe both pictures, sorted by their size.',
  ])('leaves what is asked of them: %s', async (text) => {
    const media = { image1: mediaOf('image'), image2: mediaOf('image') }
    const planned = await createRulePlanner().plan(
      { text, media, history: { turns: [], steps: [] }, tools: await loadBuiltInTools() },
      { signal: new AbortController().signal },
    )
    if (!planned.ok) throw planned.error
    expect(planned.value.plan.steps.map(({ tool }) => tool)).toEqual(['image-to-text', 'image-to-text'])
    expect(planned.value.known ?? []).toEqual([])
  })
})
