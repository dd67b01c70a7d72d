import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Step } from '../../../../src/plan/plan.js'
import { readSteps } from '../../../../src/planner/llm/streamed-steps.js'
import { mediaRecord } from '../../../support/media-records.js'
import { testTools } from '../../../support/test-tools.js'

const scope = {
  tools: [testTools.caption, testTools.upper],
  media: { image1: mediaRecord('image', 'a') },
  earlier: [],
  maxSteps: 8,
  text: 'Say it loud',
}
const caption = { id: 's1', tool: 'caption', input: { image: '$image1' } }
const upper = { id: 's2', tool: 'upper', input: { text: '$s1.text' } }
const reply = (...steps: unknown[]) => JSON.stringify({ parts: ['say "steps": [{}] loud'], steps })

/** What is told after each piece of a reply that comes in pieces of a size. */
function told(text: string, size = 1): { after: number; ids: string[] }[] {
  const found: { after: number; ids: string[] }[] = []
  let length = 0
  const read = readSteps(scope, (steps: readonly Step[]) => {
    found.push({ after: length, ids: steps.map(({ id }) => id) })
  })
  while (length < text.length) {
    length = Math.min(text.length, length + size)
    read(text.slice(0, length))
  }
  return found
}

describe('steps of a plan that is still being written', () => {
  test('are told as soon as each is complete', () => {
    const text = reply(caption, upper)
    expect(told(text)).toEqual([
      { after: text.indexOf('}},{') + 2, ids: ['s1'] },
      { after: text.length - 2, ids: ['s1', 's2'] },
    ])
  })

  test('wait for those that they need, and for the whole plan where they are wrong', () => {
    const unknown = { id: 's3', tool: 'shell', input: {} }
    const after = { id: 's4', tool: 'upper', input: { text: '$s3.text' } }
    expect(told(reply(upper, caption)).map(({ ids }) => ids)).toEqual([['s1']])
    expect(told(reply(unknown, after, caption)).map(({ ids }) => ids)).toEqual([['s1']])
    expect(told(reply({ ...caption, input: { image: '$image2' } }))).toEqual([])
  })

  test('are not read out of thoughts or prose, where they may be drafts', () => {
    expect(told(`<think>maybe ${reply(caption)}</think>`)).toEqual([])
    expect(told(`First: ${reply(caption)}`)).toEqual([])
    expect(told(`\`\`\`json\n${reply(caption)}`)).toHaveLength(1)
  })

  test('are told again where a reply begins anew', () => {
    const all: string[][] = []
    const read = readSteps(scope, (steps) => all.push(steps.map(({ id }) => id)))
    read(reply(caption))
    read('')
    read(reply(caption, upper))
    expect(all).toEqual([['s1'], ['s1', 's2']])
  })

  test('are the same, in whatever pieces the reply comes', () => {
    const text = reply(
      { ...caption, input: { image: '$image1', x: null } },
      { ...upper, input: { text: 'a "}]{\\' } },
    )
    const whole = told(text, text.length).at(-1)?.ids
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (size) => {
        expect(told(text, size).at(-1)?.ids).toEqual(whole)
      }),
    )
    expect(whole).toEqual(['s1', 's2'])
  })
})
