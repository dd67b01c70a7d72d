import { describe, expect, it } from 'vitest'
import { meteredModel } from '../../../src/llm/llm-meter.js'
import { createBudget } from '../../../src/spending/budget.js'
import { createSpending } from '../../../src/spending/spending.js'
import { addUsage, describeUsage } from '../../../src/spending/usage.js'
import { scriptedModel } from '../../../src/testing.js'

const signal = new AbortController().signal
const question = [{ role: 'user', content: 'x'.repeat(400) }] as const
const llmPrice = { perMillionInputTokens: 1, perMillionOutputTokens: 10 }
const budgetOf = (limitUsd: number, scope: 'run' | 'batch' = 'run') =>
  createBudget({ scope, limitUsd, allowUnknownPrice: false })

function begun(result: ReturnType<ReturnType<typeof createSpending>['begin']>) {
  if (!result.ok) throw result.error
  return result.value
}

describe('what a run used', () => {
  it('adds up calls of models: time, tokens and price', () => {
    const spending = createSpending()
    begun(spending.begin('hf', 0.2)).end({ seconds: 2, inputTokens: 10, outputTokens: 3, costUsd: 0.1 })
    begun(spending.begin('hf', 0.2)).end({ seconds: 1, costUsd: 0.05 })
    begun(spending.begin('local:a', 0)).end({ seconds: 1, costUsd: 0 })
    begun(spending.begin('failed', 0.3)).end()
    const usage = spending.usage()
    expect(usage.costUsd).toBeCloseTo(0.15)
    expect(usage).toMatchObject({
      unpriced: [],
      models: {
        hf: { calls: 2, seconds: 3, inputTokens: 10, outputTokens: 3 },
        'local:a': { calls: 1, costUsd: 0 },
      },
    })
    expect(Object.keys(usage.models)).toEqual(['hf', 'local:a'])
  })

  it('takes the tokens of the LLM from the server, and from the text where it says none', async () => {
    const spending = createSpending({ llmPrice })
    const model = scriptedModel([
      { json: {}, usage: { inputTokens: 1000, outputTokens: 100 } },
      { stream: ['abcd', 'efgh'] },
      { stream: 'x', usage: { inputTokens: 7, outputTokens: 1 } },
    ])
    const metered = meteredModel(model, spending.llm)
    await metered.json(question, { schema: {}, schemaName: 'x', signal })
    for (let at = 0; at < 2; at += 1) for await (const _ of metered.stream(question, { signal })) void _
    const { llm } = spending.usage()
    expect(llm).toMatchObject({ calls: 3, inputTokens: 1000 + 100 + 7, outputTokens: 100 + 2 + 1 })
    expect(llm.costUsd).toBeCloseTo((1107 + 1030) / 1e6)
    model.assertDone()
  })

  it('names what has no known price', async () => {
    const spending = createSpending()
    begun(spending.begin('hf', undefined)).end({ seconds: 1 })
    const metered = meteredModel(scriptedModel([{ json: {} }]), spending.llm)
    await metered.json(question, { schema: {}, schemaName: 'x', signal })
    expect(spending.usage()).toMatchObject({ costUsd: 0, unpriced: ['hf', 'scripted:model'] })
  })

  it('counts what a process before this one used, also against the budget', () => {
    const budget = budgetOf(0.1)
    const spending = createSpending({ budgets: [budget] })
    spending.replay([
      { candidate: 'hf', durationMs: 1, usage: { seconds: 1, costUsd: 0.08 } },
      { candidate: 'own code', durationMs: 1 },
    ])
    expect(spending.usage().models).toMatchObject({ hf: { calls: 1, costUsd: 0.08 } })
    expect(spending.begin('hf', 0.05).ok).toBe(false)
  })
})

describe('a call that the budget does not allow', () => {
  it('is not begun, and the error says what, why and what to do', () => {
    const spending = createSpending({ budgets: [budgetOf(0.1)] })
    const refused = spending.begin('hugging-face:x:auto', 0.5)
    expect(refused).toMatchObject({
      ok: false,
      error: {
        code: 'BUDGET_EXCEEDED',
        retryable: false,
        message: expect.stringMatching(/hugging-face:x:auto was not called.*\$0\.50.*\$0\.10.*--max-cost/s),
      },
    })
    expect(spending.usage().models).toEqual({})
  })

  it('takes nothing from one budget when the other refuses', () => {
    const [batch, run] = [budgetOf(1, 'batch'), budgetOf(0.1)]
    const spending = createSpending({ budgets: [batch, run] })
    expect(spending.begin('hf', 0.5).ok).toBe(false)
    expect(batch.spentUsd).toBe(0)
  })

  it('of an LLM throws before anything is sent; one without a price is refused under a budget, a free one is not', async () => {
    const model = scriptedModel([])
    const call = { schema: {}, schemaName: 'x', signal }
    const metered = meteredModel(model, createSpending({ llmPrice, budgets: [budgetOf(0.001)] }).llm)
    await expect(metered.json(question, call)).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' })
    const unpriced = meteredModel(model, createSpending({ budgets: [budgetOf(5)] }).llm)
    await expect(unpriced.json(question, call)).rejects.toThrow('has no known price')
    expect(model.prompts).toEqual([])
    const free = { perMillionInputTokens: 0, perMillionOutputTokens: 0 }
    const local = scriptedModel([{ json: {} }], { id: 'local:tiny' })
    const purse = createSpending({ llmPrice: free, budgets: [budgetOf(0)] })
    await meteredModel(local, purse.llm).json(question, call)
    local.assertDone()
  })
})

describe('the cost in words', () => {
  it('is one line with the sum first', () => {
    const spending = createSpending()
    expect(describeUsage(spending.usage())).toBe('Cost: nothing. No model was called.')
    begun(spending.begin('hf', 0.2)).end({ seconds: 2.14, inputTokens: 10, outputTokens: 3, costUsd: 0.1 })
    begun(spending.begin('local:a', 0)).end({ seconds: 1, costUsd: 0 })
    expect(describeUsage(spending.usage())).toBe(
      'Cost: about $0.10. 1 call of hf (2.1 s, 10 tokens in, 3 out, about $0.10); 1 call of local:a (1.0 s).',
    )
    begun(spending.begin('other', undefined)).end({ seconds: 1 })
    expect(describeUsage(spending.usage())).toContain(
      'Cost: about $0.10, and what other charged, which has no known price. ',
    )
  })

  it('of a chat is that of its requests together', () => {
    const one = createSpending()
    begun(one.begin('hf', 0.2)).end({ seconds: 2, costUsd: 0.1 })
    const sum = addUsage([one.usage(), one.usage()])
    expect(sum).toMatchObject({ costUsd: 0.2, models: { hf: { calls: 2, seconds: 4 } } })
  })
})
