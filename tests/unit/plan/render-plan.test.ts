import { expect, it } from 'vitest'
import type { Plan } from '../../../src/plan/plan.js'
import { renderPlan } from '../../../src/plan/render-plan.js'

const plan: Plan = {
  steps: [
    { id: 's4', tool: 'choose', input: { image: '$image1', labels: ['{{s1.text}}', '$s3.labels.label'] } },
    { id: 's1', tool: 'hear', input: { audio: '$audio1' } },
    { id: 's2', tool: 'shout', input: { text: '$s1.text' } },
    { id: 's3', tool: 'classify', input: { image: '$image1', topK: 3 } },
  ],
}

it('shows every step once, below what it waits for, with its inputs', () => {
  expect(renderPlan(plan).split('\n')).toEqual([
    's1 hear  audio: $audio1',
    '└─ s2 shout  text: $s1.text',
    's3 classify  image: $image1, topK: 3',
    '└─ s4 choose  image: $image1, labels: ["{{s1.text}}", "$s3.labels.label"]  (also after s1)',
  ])
})

it('draws branches', () => {
  const steps = [
    { id: 'a', tool: 'hear', input: { audio: '$audio1' } },
    { id: 'b', tool: 'shout', input: { text: '$a' } },
    { id: 'c', tool: 'shout', input: { text: '$b' } },
    { id: 'd', tool: 'shout', input: { text: 'and {{a}}' } },
  ]
  expect(
    renderPlan({ steps })
      .split('\n')
      .map((line) => line.split('  text')[0]),
  ).toEqual(['a hear  audio: $audio1', '├─ b shout', '│  └─ c shout', '└─ d shout'])
})

it('cuts long values', () => {
  const steps = [{ id: 'a', tool: 'shout', input: { text: 'x'.repeat(500) } }]
  expect(renderPlan({ steps }, { maxValue: 20 })).toBe(`a shout  text: "${'x'.repeat(18)}…`)
})

it('leaves colours to whoever has them', () => {
  const steps = [{ id: 'a', tool: 'shout', input: { text: 'hi' } }]
  expect(renderPlan({ steps }, { color: (text, part) => `<${part}>${text}</>` })).toBe(
    '<line></><id>a</> <tool>shout</>  <input>text: "hi"</>',
  )
})

it('shows a plan that is no DAG too, and one without steps', () => {
  const steps = [
    { id: 'a', tool: 'shout', input: { text: '$b' } },
    { id: 'b', tool: 'shout', input: { text: '$a' } },
  ]
  expect(renderPlan({ steps }).split('\n')).toHaveLength(2)
  expect(renderPlan({ steps: [] })).toBe('')
})

it('says on what condition a step runs, below the steps that the condition looks at', () => {
  const when = {
    any: [
      { value: '$a.text', atLeast: 2, of: 'dog' },
      {
        not: {
          all: [
            { value: '$a', present: 'cat' },
            { value: '$a.score', atMost: 0.5 },
          ],
        },
      },
    ],
  }
  const steps: Plan['steps'] = [
    { id: 'a', tool: 'caption', input: { image: '$image1' } },
    { id: 'b', tool: 'say', when, input: { text: 'none' } },
  ]
  const shown = renderPlan({ steps }).split('\n')
  expect(shown[0]).toBe('a caption  image: $image1')
  expect(shown[1]).toMatch(/^└─ b say /)
  expect(shown[1]).toContain(
    'only if the number of "dog" in $a.text is at least 2 or not ($a has "cat" and $a.score is at most 0.5)',
  )
})
