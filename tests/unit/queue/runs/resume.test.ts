import { describe, expect, it } from 'vitest'
import type { RunEventBody } from '../../../../src/agent/events.js'
import { stepKey } from '../../../../src/executors/step-key.js'
import { newEventsOnly, resumeSteps } from '../../../../src/queue/runs/resume.js'
import { createBudget } from '../../../../src/spending/budget.js'
import { createSpending } from '../../../../src/spending/spending.js'
import { FakeExecutor } from '../../../support/fake-executor.js'

const started = (step: string): RunEventBody => ({ type: 'step-started', step, tool: 'caption' })
const delta = (text: string): RunEventBody => ({ type: 'answer-delta', text })

describe('A step that was finished before', () => {
  it('is not run again, and what it cost counts against the budget all the same', async () => {
    const executor = new FakeExecutor(async () => ({ text: 'new' }))
    const usage = { seconds: 1, costUsd: 0.08 }
    const success = {
      output: { text: 'old' },
      key: 'k',
      cacheHit: false,
      attempts: [{ candidate: 'hugging-face:x:auto', durationMs: 1, usage }],
    }
    const identity = stepKey({ tool: 'caption', input: {} })
    const state = { planned: [], steps: new Map([['s1', { identity, success }]]), events: [] }
    const notSaved = { saveStep: () => Promise.reject(new Error('saved again')) }
    const spending = createSpending({
      budgets: [createBudget({ scope: 'run', limitUsd: 0.1, allowUnknownPrice: false })],
    })
    const result = await resumeSteps(executor, state, notSaved).execute(
      { runId: 'r', stepId: 's1', tool: 'caption', input: {} },
      { signal: new AbortController().signal, emit: () => {}, spending },
    )
    expect(result).toEqual({ ok: true, value: success })
    expect(executor.started).toEqual([])
    expect(spending.usage().costUsd).toBeCloseTo(0.08)
    expect(spending.begin('hugging-face:x:auto', 0.05).ok).toBe(false)
  })
})

describe('Events of a continued run', () => {
  it('are told only where they were not told before', () => {
    const isNew = newEventsOnly([{ type: 'run-started', text: 'hello' }, started('s1')])
    expect(isNew({ type: 'run-started', text: 'hello' })).toBeUndefined()
    expect(isNew(started('s1'))).toBeUndefined()
    expect(isNew(started('s2'))).toEqual(started('s2'))
  })

  it('go on with the answer where it was cut off, inside a piece too', () => {
    const isNew = newEventsOnly([delta('It sho'), delta('ws ')])
    const said = [delta('It shows'), delta(' a'), delta(' cat.')].map(isNew)
    expect(said).toEqual([undefined, delta('a'), delta(' cat.')])
  })

  it('are told again where the same happens once more', () => {
    const isNew = newEventsOnly([started('s1')])
    expect([started('s1'), started('s1')].map(isNew)).toEqual([undefined, started('s1')])
  })
})
