import { describe, expect, it } from 'vitest'
import { afterEvent, newRunView, type RunView } from '../../../page/state/run-view.js'
import type { RunEventBody } from '../../../src/agent/events.js'

const viewAfter = (...events: RunEventBody[]): RunView =>
  events.reduce((run, event) => afterEvent(run, { ...event, runId: 'r', atMs: 1 }), newRunView)

const planned = (...ids: string[]): RunEventBody => ({
  type: 'plan-created',
  planned: {
    plan: { steps: ids.map((id) => ({ id, tool: 'image-to-text', input: { image: '$image1' } })) },
    ...{ by: 'llm', notes: [], llmCalls: 1 },
  },
})
const finished = (step: string, status: 'done' | 'failed'): RunEventBody => ({
  type: 'step-finished',
  ...{ step, durationMs: 5, cacheHit: false },
  report: { id: step, tool: 'image-to-text', status, subject: 'image1' },
})

describe('the view of a run', () => {
  it('shows steps that begin before the plan is whole, once', () => {
    const run = viewAfter({ type: 'step-started', step: 's1', tool: 'image-to-text' }, planned('s1', 's2'))
    expect(run.steps.map(({ id, state }) => [id, state])).toEqual([
      ['s1', 'running'],
      ['s2', 'waiting'],
    ])
    expect(run.steps[0]?.input).toEqual({ image: '$image1' })
  })

  it('keeps what ended before a new plan, and shows tries that failed', () => {
    const error = { code: 'HOST_CRASHED', message: 'The host is gone.', retryable: true } as const
    const run = viewAfter(
      planned('s1', 's2'),
      finished('s1', 'done'),
      {
        type: 'step-retried',
        step: 's2',
        candidate: 'local:one',
        error,
        nextMove: 'The next model is tried.',
      },
      finished('s2', 'failed'),
      planned('s3'),
    )
    expect(run.steps.map(({ id, state }) => `${id} ${state}`)).toEqual(['s1 done', 's2 failed', 's3 waiting'])
    expect(run.steps[1]?.retries).toEqual(['local:one: The host is gone. The next model is tried.'])
    expect(run.planned).toHaveLength(2)
  })

  it('shows steps that still ran as stopped when the run is cancelled', () => {
    const error = { code: 'CANCELLED', message: 'Cancelled.', retryable: false } as const
    const run = viewAfter(planned('s1', 's2'), finished('s1', 'done'), { type: 'run-failed', error })
    expect(run.status).toBe('cancelled')
    expect(run.steps.map(({ state }) => state)).toEqual(['done', 'cancelled'])
  })
})
