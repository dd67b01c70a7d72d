import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { measureIn, withinBound } from '../../../../../src/planner/rules/facts/measured-condition.js'
import { createRulePlanner } from '../../../../../src/planner/rules/rule-planner.js'
import { audioField, outputField } from '../../../../../src/tools/fields.js'
import { loadBuiltInTools } from '../../../../../src/tools/registry.js'
import { defineTool } from '../../../../../src/tools/tool.js'
import { mediaOf } from '../../validate-fixtures.js'

const builtIn = await loadBuiltInTools()
const { signal } = new AbortController()
const tempo = defineTool({
  id: 'beat-finder',
  description: 'Measures how fast music is.',
  input: z.object({ audio: audioField('the recording') }),
  output: z.object({ bpm: outputField(z.number(), 'text', 'beats per minute') }),
  results: ['tempo'],
  describe: () => '',
  run: async () => ({ bpm: 120 }),
})

async function planned(text: string, tools = builtIn) {
  const media = { image1: mediaOf('image'), audio1: mediaOf('audio') }
  const result = await createRulePlanner().plan(
    { text, media, history: { turns: [], steps: [] }, tools },
    { signal },
  )
  if (!result.ok) throw result.error
  return result.value
}

describe('a condition that bounds a number', () => {
  it.each([
    ['the tempo is at least 100 bpm', { name: 'tempo', bound: 'at least', number: 100 }],
    ['the brightness of the picture is not over 50.5%', { name: 'brightness', bound: 'over', number: 50.5 }],
  ])('%s', (text, measure) => expect(measureIn(text)).toMatchObject(measure))

  it.each(['there are at least 2 dogs', 'the number of dogs is at least 2', 'the dogs are at least 2'])(
    '%s counts',
    (text) => expect(measureIn(text)).toBeUndefined(),
  )

  it('holds the number itself against the bound', () => {
    const measure = { name: 'pitch', isNot: false, bound: 'higher than', number: 200 }
    expect(withinBound('$s1.hertz', measure)).toEqual({ not: { value: '$s1.hertz', atMost: 200 } })
    expect(withinBound('$s1.hertz', { ...measure, bound: 'under' })).toEqual({
      not: { value: '$s1.hertz', atLeast: 200 },
    })
  })

  it('is weighed by the tool that measures it, of the modality that the tool takes', async () => {
    const request = 'If the tempo is at least 100, describe the picture.'
    const { plan } = await planned(request, [...builtIn, tempo])
    expect(plan.steps).toEqual([
      { id: 's1', tool: 'beat-finder', input: { audio: '$audio1' } },
      {
        id: 's2',
        tool: 'image-to-text',
        input: { image: '$image1' },
        when: { value: '$s1.bpm', atLeast: 100 },
      },
    ])
  })

  it('is not weighed where nothing measures it', async () => {
    const { plan, shortfalls } = await planned('If the tempo is at least 100, describe the picture.')
    expect(plan.steps.map(({ when }) => when)).toEqual([undefined])
    expect(shortfalls?.[0]?.message).toBe('The condition "the tempo is at least 100" was not weighed.')
  })
})
