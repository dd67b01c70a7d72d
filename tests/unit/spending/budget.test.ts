import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBudget } from '../../../src/spending/budget.js'

const budgetOf = (limitUsd: number, allowUnknownPrice = false) =>
  createBudget({ scope: 'run', limitUsd, allowUnknownPrice })

describe('a budget', () => {
  it('refuses what is more than is left, and says what that would cost and what is left', () => {
    const budget = budgetOf(0.1)
    budget.hold(0.06).settle(0.06)
    expect(budget.refuses(0.04)).toBeUndefined()
    expect(budget.refuses(0.05)).toBe(
      'would cost about $0.050, and of the $0.10 for this run $0.040 are left',
    )
  })

  it('counts what is under way, and gives back what it did not cost', () => {
    const budget = budgetOf(0.1)
    const held = budget.hold(0.09)
    expect(budget.refuses(0.02)).toBeDefined()
    held.settle(0.01)
    held.settle(0.01)
    expect(budget.refuses(0.09)).toBeUndefined()
    expect(budget.spentUsd).toBeCloseTo(0.01)
  })

  it('never refuses what is free, not even when more was spent than estimated', () => {
    const budget = budgetOf(0.1)
    budget.hold(0.1).settle(5)
    expect(budget.refuses(0)).toBeUndefined()
    expect(budget.refuses(0.000001)).toBeDefined()
  })

  it('needs no more than a limit, which must be one', () => {
    const budget = createBudget({ limitUsd: 1 })
    expect(budget.refuses(0.5)).toBeUndefined()
    expect(budget.refuses(undefined)).toContain('no known price')
    for (const limitUsd of [Number.NaN, -1])
      expect(() => createBudget({ limitUsd })).toThrow(/US dollars from 0 on, not/)
  })

  it('refuses a price that nobody knows, unless that is allowed', () => {
    expect(budgetOf(10).refuses(undefined)).toContain('budget.allowUnknownPrice')
    expect(budgetOf(0, true).refuses(undefined)).toBeUndefined()
  })

  it('is never overspent by calls made at the same time, as long as they cost what was estimated at most', () => {
    const step = fc.record({
      estimate: fc.double({ min: 0, max: 1, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      settles: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5, noNaN: true }), fc.array(step), (limitUsd, steps) => {
        const budget = budgetOf(limitUsd)
        const open: (() => void)[] = []
        for (const { estimate, share, settles } of steps) {
          if (budget.refuses(estimate) !== undefined) continue
          const held = budget.hold(estimate)
          open.push(() => held.settle(share * estimate))
          if (settles) open.shift()?.()
          expect(budget.spentUsd).toBeLessThanOrEqual(limitUsd + 1e-6)
        }
        for (const settle of open) settle()
        expect(budget.spentUsd).toBeLessThanOrEqual(limitUsd + 1e-6)
      }),
    )
  })
})
