import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createAgent, defineTool, textField } from '../../../src/index.js'
import { type ScriptedCall, scriptedModel } from '../../../src/testing.js'

const text = z.object({ text: textField('A text.') })
const echo = defineTool({
  id: 'echo',
  description: 'Gives the text back.',
  input: text,
  output: text,
  phrases: ['echo'],
  describe: (result) => result.text,
  run: async (input) => input,
})
const plan = { steps: [{ id: 's1', tool: 'echo', input: { text: 'hello' } }] }
const planReply: ScriptedCall = { json: plan, usage: { inputTokens: 2000, outputTokens: 100 } }
const answerReply: ScriptedCall = {
  stream: ['Hello', ' [s1].'],
  usage: { inputTokens: 500, outputTokens: 20 },
}

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-usage-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function run(script: readonly ScriptedCall[], set: readonly string[] = []) {
  const llm = scriptedModel(script)
  const agent = await createAgent({
    profile: 'demo',
    llm,
    tools: [echo],
    set: ['planner=auto', ...set],
    env: { SWITCHYARD_CACHE_DIR: dir },
  })
  try {
    return await agent.run({ text: 'Echo "hello".' }).result
  } finally {
    await agent.close()
    llm.assertDone()
  }
}
const prices = ['llmPrice.perMillionInputTokens=1', 'llmPrice.perMillionOutputTokens=10']

describe('the record of a run', () => {
  it('holds the calls and tokens of the LLM that planned and answered, and their price when it is known', async () => {
    const { usage, answer } = await run([planReply, answerReply], prices)
    expect(answer).toBe('Hello [s1].')
    expect(usage.llm).toMatchObject({ calls: 2, inputTokens: 2500, outputTokens: 120 })
    expect(usage.costUsd).toBeCloseTo((2500 + 1200) / 1e6)
    expect(usage.unpriced).toEqual([])
  })

  it('names the LLM when its price is unknown', async () => {
    const { usage } = await run([planReply, answerReply])
    expect(usage).toMatchObject({ costUsd: 0, unpriced: ['scripted:model'] })
  })

  it('counts repair rounds, too', async () => {
    const wrong: ScriptedCall = { json: { steps: [{ id: 's1', tool: 'nothing', input: {} }] } }
    const { usage } = await run([wrong, planReply, answerReply])
    expect(usage.llm.calls).toBe(3)
  })
})

describe('a budget that an LLM would pass', () => {
  it('leaves the plan to the rules and the answer to the template, and both say why', async () => {
    const { planned, answer, usage, status } = await run([], [...prices, 'budget.perRun=0.000001'])
    expect(status).toBe('answered')
    expect(planned[0]).toMatchObject({ by: 'rules' })
    expect(planned[0]?.notes.join(' ')).toContain('scripted:model was not called: it would cost about')
    expect(answer).toContain('hello')
    // The planner's note has the reason already.
    expect(answer).toContain('Put together without the language model.')
    expect(usage).toMatchObject({ costUsd: 0, llm: { calls: 0 } })
  })

  it('refuses an LLM whose price is unknown, unless that is allowed', async () => {
    expect((await run([], ['budget.perRun=1'])).planned[0]?.notes.join(' ')).toContain('has no known price')
    const { usage } = await run(
      [planReply, answerReply],
      ['budget.perRun=1', 'budget.allowUnknownPrice=true'],
    )
    expect(usage.llm.calls).toBe(2)
  })
})

describe('a forecast', () => {
  it('asks no LLM unless told to, and runs nothing', async () => {
    const llm = scriptedModel([planReply])
    const agent = await createAgent({
      profile: 'demo',
      llm,
      tools: [{ ...echo, run: () => Promise.reject(new Error('must not run')) }],
      set: ['planner=auto'],
      env: { SWITCHYARD_CACHE_DIR: dir },
    })
    const rules = await agent.forecast({ text: 'Echo "hello".' })
    expect(rules.planned.by).toBe('rules')
    expect(llm.prompts).toEqual([])
    const asked = await agent.forecast({ text: 'Echo "hello".' }, { askLlm: true })
    expect(asked).toMatchObject({
      planned: { by: 'llm' },
      forecast: { steps: [{ place: 'in this process' }] },
    })
    await agent.close()
    llm.assertDone()
  })
})
