import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BrokenLine, brokenLine, type Job } from '../../../src/batch/job-line.js'
import type { Outcome, PastResult } from '../../../src/batch/result-line.js'
import { JobIds, PastResults, Survey } from '../../../src/batch/resume.js'
import { err, ok, type Result } from '../../../src/core/result.js'

const job = (customId: string): Result<Job, BrokenLine> => ok({ customId, text: 'x', media: [] })

function survey(
  past: readonly PastResult[],
  entries: readonly Result<Job, BrokenLine>[],
  retryFailed = false,
) {
  const results = new PastResults()
  for (const result of past) results.add(result)
  const made = new Survey(results, { retryFailed })
  for (const entry of entries) made.add(entry)
  return made
}

/** What the results hold after a batch: the lines that stay, and one for each job that was done. */
const pastOf = (entry: Result<Job, BrokenLine>, outcome: Outcome): PastResult =>
  entry.ok
    ? { customId: entry.value.customId, outcome }
    : {
        customId: entry.error.customId ?? null,
        outcome: 'failed',
        broken: { line: entry.error.line, message: entry.error.error.message },
      }

describe('JobIds', () => {
  it('gives an id to the first line that has it, on every pass', () => {
    const ids = new JobIds()
    for (let pass = 0; pass < 2; pass++) {
      expect(ids.check(1, job('a'))).toEqual(job('a'))
      expect(ids.check(2, job('b'))).toEqual(job('b'))
      const second = ids.check(5, job('a'))
      expect(second).toMatchObject({
        ok: false,
        error: { line: 5, error: { message: 'line 5: custom_id "a" is taken by line 1.' } },
      })
      expect(second.ok ? '' : second.error.customId).toBeUndefined()
    }
  })

  it('counts the id of a broken line, so that no two results have one id', () => {
    const ids = new JobIds()
    const broken = err(brokenLine(1, 'no body', 'a'))
    expect(ids.check(1, broken)).toBe(broken)
    expect(ids.check(2, job('a')).ok).toBe(false)
    expect(ids.check(3, err(brokenLine(3, 'no id'))).ok).toBe(false)
  })
})

describe('Survey', () => {
  it('does what is missing and keeps what there is, failures too', () => {
    const made = survey(
      [
        { customId: 'a', outcome: 'answered' },
        { customId: 'b', outcome: 'failed' },
        { customId: 'c', outcome: 'partly' },
      ],
      ['a', 'b', 'c', 'd'].map(job),
    )
    expect(made).toMatchObject({ total: 4, kept: { answered: 1, partly: 1, failed: 1 }, mustRewrite: false })
    expect(['a', 'b', 'c', 'd'].map((id) => made.isToDo(job(id)))).toEqual([false, false, false, true])
  })

  it('takes out and does again what failed or was answered in part, when told to, and nothing else', () => {
    const past: PastResult[] = [
      { customId: 'a', outcome: 'answered' },
      { customId: 'b', outcome: 'failed' },
      { customId: 'c', outcome: 'partly' },
      { customId: 'elsewhere', outcome: 'failed' },
    ]
    const made = survey(past, ['a', 'b', 'c'].map(job), true)
    expect(['a', 'b', 'c'].map((id) => made.isToDo(job(id)))).toEqual([false, true, true])
    expect(past.map((result) => made.keeps(result))).toEqual([true, false, false, true])
    expect(made.kept).toEqual({ answered: 1, partly: 0, failed: 0 })
  })

  it('reports a broken line once, and takes its report out when the line was mended', () => {
    const broken = err(brokenLine(2, 'no body', 'a'))
    const reported = pastOf(broken, 'failed')
    const again = survey([reported], [broken], true)
    expect(again.isToDo(broken)).toBe(false)
    expect(again).toMatchObject({ mustRewrite: false, broken: 1, problems: ['line 2: no body.'] })
    const mended = survey([reported], [job('a')])
    expect(mended.isToDo(job('a'))).toBe(true)
    expect(mended.keeps(reported)).toBe(false)
  })

  const outcome = fc.constantFrom<Outcome>('answered', 'partly', 'failed')
  const line = fc.record({ id: fc.integer({ min: 0, max: 12 }), whole: fc.boolean() })
  const numbered = (lines: readonly { id: number; whole: boolean }[]) => {
    const ids = new JobIds()
    return lines.map(({ id, whole }, index) =>
      ids.check(index + 1, whole ? job(`j${id}`) : err(brokenLine(index + 1, 'broken', `j${id}`))),
    )
  }

  it('leaves one result a line of the jobs and all others alone, whatever there was, and then nothing to do', () => {
    const arbitraryPast = fc.uniqueArray(fc.record({ id: fc.integer({ min: 0, max: 20 }), outcome }), {
      selector: ({ id }) => id,
    })
    fc.assert(
      fc.property(fc.array(line), arbitraryPast, fc.boolean(), outcome, (lines, found, retryFailed, ends) => {
        const entries = numbered(lines)
        const past = found.map(({ id, outcome }): PastResult => ({ customId: `j${id}`, outcome }))
        const first = survey(past, entries, retryFailed)
        const todo = entries.filter((entry) => first.isToDo(entry))
        const after = [
          ...past.filter((result) => first.keeps(result)),
          ...todo.map((entry) => pastOf(entry, ends)),
        ]
        const kept = first.kept.answered + first.kept.partly + first.kept.failed
        expect(kept + todo.length).toBe(entries.length)
        const jobs = new Set(entries.flatMap((entry) => (entry.ok ? [entry.value.customId] : [])))
        for (const id of jobs)
          expect(after.filter(({ customId, broken }) => customId === id && !broken)).toHaveLength(1)
        const others = past.filter(({ customId }) => customId !== null && !jobs.has(customId))
        expect(after).toEqual(expect.arrayContaining(others))
        const second = survey(after, entries)
        expect(entries.some((entry) => second.isToDo(entry))).toBe(false)
        expect(second.mustRewrite).toBe(false)
      }),
    )
  })
})
