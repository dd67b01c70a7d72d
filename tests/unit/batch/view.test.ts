import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import { brokenLine } from '../../../src/batch/job-line.js'
import { brokenResultLine, failureLine, type ResultLine } from '../../../src/batch/result-line.js'
import { exitCodeOf, renderSummary } from '../../../src/cli/batch.js'
import { createBatchView } from '../../../src/cli/ui/batch-view.js'
import { SwitchyardError } from '../../../src/core/errors.js'

const summary = {
  status: 'done' as const,
  total: 10,
  kept: 0,
  answered: 10,
  partly: 0,
  failed: 0,
  cacheHits: 0,
  out: 'results.jsonl',
  durationMs: 2500,
}

describe('the end of a batch', () => {
  it('has an exit code over all jobs', () => {
    expect(exitCodeOf(summary)).toBe(0)
    expect(exitCodeOf({ ...summary, total: 0, answered: 0 })).toBe(0)
    expect(exitCodeOf({ ...summary, answered: 9, failed: 1 })).toBe(3)
    expect(exitCodeOf({ ...summary, answered: 0, partly: 10 })).toBe(3)
    expect(exitCodeOf({ ...summary, answered: 0, failed: 10 })).toBe(1)
    expect(exitCodeOf({ ...summary, status: 'interrupted', answered: 3 })).toBe(130)
  })

  it('is summed up in one line', () => {
    expect(renderSummary(summary)).toBe('10 of 10 jobs done, 10 answered, 2.5 s; results in results.jsonl')
    const mixed = { ...summary, kept: 4, answered: 6, partly: 1, failed: 2, cacheHits: 5 }
    expect(renderSummary(mixed)).toBe(
      '9 of 10 jobs done, 4 of them before, 6 answered, 1 in part, 2 failed, 5 steps remembered, 2.5 s; results in results.jsonl',
    )
  })
})

describe('the view of a batch, without a terminal', () => {
  const written: string[] = []
  const plain = pc.createColors(false)
  const terminal = {
    out: () => {},
    err: (text: string) => void written.push(text),
    interactive: false,
    outColor: plain,
    errColor: plain,
  }

  it('says how many jobs there are, and keeps the first reasons of failures', () => {
    const view = createBatchView(terminal)
    view.show(summary)
    expect(written).toEqual(['10/10 jobs, 0 failed, 0 steps remembered\n'])
    const late = new SwitchyardError('TIMEOUT', 'Late.').toInfo()
    const noStep: ResultLine = {
      id: 'r',
      custom_id: 'b',
      response: {
        status_code: 200,
        request_id: 'r',
        body: {
          answer: 'Nothing worked.',
          status: 'failed',
          costUsd: 0,
          steps: [
            {
              id: 's1',
              tool: 't',
              status: 'failed',
              subject: 'x',
              error: late,
              cacheHit: false,
              durationMs: 1,
            },
          ],
          durationMs: 1,
        },
      },
      error: null,
    }
    for (const line of [
      brokenResultLine(brokenLine(3, 'no JSON')),
      failureLine('a', 'r', late),
      noStep,
      noStep,
    ])
      view.show(summary, line)
    view.stop()
    expect(view.failures).toEqual(['line 3: no JSON.', 'a: TIMEOUT Late.', 'b: TIMEOUT Late.'])
  })
})
