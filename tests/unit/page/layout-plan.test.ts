import { describe, expect, it } from 'vitest'
import type { StepView } from '../../../page/state/run-view.js'
import { layoutPlan } from '../../../page/steps/layout-plan.js'

const step = (id: string, input: StepView['input'] = {}): StepView => ({
  ...{ id, tool: 'any', input, state: 'waiting', retries: [] },
})
const placesOf = (steps: StepView[]) =>
  Object.fromEntries(layoutPlan(steps).steps.map(({ step: { id }, column, row }) => [id, [column, row]]))

describe('layoutPlan', () => {
  it('puts each step to the right of all that it waits for, in whatever order they come', () => {
    const steps = [
      step('s3', { text: '{{s1.text}} and {{s2.text}}' }),
      step('s2', { text: '$s1.text' }),
      step('s1', { image: '$image1' }),
      step('s4', { image: '$image1' }),
    ]
    expect(placesOf(steps)).toEqual({ s1: [0, 0], s2: [1, 0], s3: [2, 0], s4: [0, 1] })
    expect(
      layoutPlan(steps)
        .edges.map(({ from, to }) => `${from.step.id}-${to.step.id}`)
        .sort(),
    ).toEqual(['s1-s2', 's1-s3', 's2-s3'])
  })

  it('puts steps that wait for nothing side by side', () => {
    expect(placesOf(['a', 'b', 'c', 'd'].map((id) => step(id)))).toEqual({
      ...{ a: [0, 0], b: [1, 0], c: [2, 0], d: [0, 1] },
    })
  })

  it('places every step of a plan that goes in circles or is long', () => {
    const circle = [step('a', { x: '$b' }), step('b', { x: '$a' })]
    expect(layoutPlan(circle).steps).toHaveLength(2)
    const chain = Array.from({ length: 2000 }, (_, at) => step(`s${at}`, at > 0 ? { x: `$s${at - 1}` } : {}))
    expect(layoutPlan(chain).columns).toBe(2000)
  })
})
