import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSchedule, type StepOutcome } from '../../../src/executors/schedule.js'
import type { Step } from '../../../src/plan/plan.js'

const step = (id: string, ...needs: string[]): Step => ({
  id,
  tool: 'upper',
  input: { text: needs.map((need) => `{{${need}.text}}`).join(' ') || 'hello' },
})

/** Any DAG: each step may need any of those before it; the array is then shuffled. */
const plans = fc
  .array(fc.array(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
  .map((needs) =>
    needs.map((indexes, at) =>
      step(`s${at}`, ...indexes.filter((index) => index < at).map((index) => `s${index}`)),
    ),
  )
  .chain((steps) => fc.shuffledSubarray(steps, { minLength: steps.length, maxLength: steps.length }))

const needsOf = ({ input }: Step) =>
  new Set([...String(input.text).matchAll(/\{\{(\w+)\.text\}\}/g)].map((match) => match[1] ?? ''))

function drain(schedule: ReturnType<typeof createSchedule>): string[] {
  const taken: string[] = []
  for (let id = schedule.next(); id !== undefined; id = schedule.next()) taken.push(id)
  return taken
}

describe('a schedule', () => {
  it('ends every step exactly once, none before what it needs, in whatever order steps complete', () => {
    fc.assert(
      fc.property(
        plans,
        fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
        fc.nat(4),
        (steps, picks, width) => {
          const byId = new Map(steps.map((one) => [one.id, one]))
          const schedule = createSchedule(steps)
          const running: string[] = []
          const ended: string[] = []
          while (schedule.remaining > 0) {
            while (running.length <= width) {
              const id = schedule.next()
              if (id === undefined) break
              const needs = needsOf(byId.get(id) ?? step(id))
              expect([...needs].every((need) => ended.includes(need))).toBe(true)
              running.push(id)
            }
            const [finished] = running.splice((picks[ended.length] ?? 0) % running.length, 1)
            expect(schedule.finish(finished ?? '', 'done')).toEqual([])
            ended.push(finished ?? '')
          }
          expect(ended.toSorted()).toEqual(steps.map(({ id }) => id).toSorted())
          expect(schedule.next()).toBeUndefined()
        },
      ),
    )
  })

  it('skips exactly the transitive dependents of what failed, each once', () => {
    fc.assert(
      fc.property(plans, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), (steps, fails) => {
        const schedule = createSchedule(steps)
        const failed = new Set<string>()
        const done = new Set<string>()
        const skipped: string[] = []
        for (let id = schedule.next(); id !== undefined; id = schedule.next()) {
          const outcome: StepOutcome = fails[Number(id.slice(1))] ? 'failed' : 'done'
          ;(outcome === 'failed' ? failed : done).add(id)
          skipped.push(...schedule.finish(id, outcome).map((one) => one.id))
        }
        const expected = new Set<string>()
        for (const one of steps.toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)))) {
          if ([...needsOf(one)].some((need) => failed.has(need) || expected.has(need))) expected.add(one.id)
        }
        expect(skipped.toSorted()).toEqual([...expected].toSorted())
        expect(failed.size + done.size + skipped.length).toBe(steps.length)
        expect(schedule.remaining).toBe(0)
      }),
    )
  })

  it('takes what the longest path hangs on first, and equals in the order of the plan', () => {
    const steps = [step('lone'), step('b'), step('a'), step('c', 'a'), step('d', 'c'), step('e', 'b')]
    expect(drain(createSchedule(steps))).toEqual(['a', 'b', 'lone'])
  })

  it('puts a step that becomes ready in front of less urgent ones', () => {
    const schedule = createSchedule([step('x'), step('y'), step('a'), step('b', 'a'), step('c', 'b')])
    expect(schedule.next()).toBe('a')
    schedule.finish('a', 'done')
    expect(drain(schedule)).toEqual(['b', 'x', 'y'])
  })

  it('says why a step is skipped, down to the failure', () => {
    const schedule = createSchedule([step('a'), step('b', 'a'), step('c', 'b'), step('d', 'c')])
    schedule.next()
    expect(schedule.finish('a', 'failed')).toEqual([
      { id: 'b', reason: 'needs a, which failed' },
      { id: 'c', reason: 'needs b, which needs a, which failed' },
      { id: 'd', reason: 'needs c, which needs a, which failed' },
    ])
  })

  it('skips dependents of a cancelled step, and says that it was cancelled', () => {
    const schedule = createSchedule([step('a'), step('b', 'a')])
    schedule.next()
    expect(schedule.finish('a', 'cancelled')).toEqual([{ id: 'b', reason: 'needs a, which was cancelled' }])
  })

  it('gives up on what has not started, and lets what runs finish', () => {
    const schedule = createSchedule([step('a'), step('b'), step('c', 'a')])
    expect(schedule.next()).toBe('a')
    expect(schedule.cancelWaiting()).toEqual(['b', 'c'])
    expect(schedule.next()).toBeUndefined()
    expect(schedule.remaining).toBe(1)
    expect(schedule.finish('a', 'failed')).toEqual([])
    expect(schedule.remaining).toBe(0)
  })

  it('counts a step that is needed twice once, and ignores media and earlier steps', () => {
    const twice: Step = {
      id: 'b',
      tool: 'upper',
      input: { text: '{{a.text}} {{a.rows[0].label}} {{old.text}}', image: '$image1' },
    }
    const schedule = createSchedule([step('a'), twice])
    expect(schedule.next()).toBe('a')
    schedule.finish('a', 'done')
    expect(schedule.next()).toBe('b')
  })

  it('follows a chain of 100,000 steps without recursion', () => {
    const steps = Array.from({ length: 100_000 }, (_, at) =>
      at === 0 ? step('s0') : step(`s${at}`, `s${at - 1}`),
    )
    const schedule = createSchedule(steps.toReversed())
    expect(schedule.next()).toBe('s0')
    expect(schedule.finish('s0', 'failed')).toHaveLength(99_999)
  })

  it('refuses cycles, repeated ids and steps that are not running, which are bugs of the caller', () => {
    expect(() => createSchedule([step('a', 'b'), step('b', 'a')])).toThrow(/cycle/)
    expect(() => createSchedule([step('a'), step('a')])).toThrow(/called a/)
    const schedule = createSchedule([step('a')])
    expect(() => schedule.finish('a', 'done')).toThrow(/ready/)
    expect(() => schedule.finish('nobody', 'done')).toThrow(/not in the plan/)
  })
})
