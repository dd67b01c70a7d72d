import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Agent, createAgent, defineTool, type Plan, textField } from '../../../src/index.js'
import { isCollected } from '../../support/gc.js'

const text = z.object({ text: textField('A text.') })
const began: string[] = []
const held = new Map<string, () => void>()

/** Gives its text back when told to. */
const hold = defineTool({
  id: 'hold',
  description: 'Gives the text back when told to.',
  input: text,
  output: text,
  describe: (result) => result.text,
  run: async (input) => {
    began.push(input.text)
    await new Promise<void>((resolve) => held.set(input.text, resolve))
    return input
  },
})
const plan = (id: string, said: string): Plan => ({
  steps: [{ id, tool: 'hold', input: { text: said } }],
})

async function release(said: string): Promise<void> {
  while (!held.has(said)) await new Promise(setImmediate)
  held.get(said)?.()
}

let dir: string
let agent: Agent
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-session-'))
  const env = { SWITCHYARD_CACHE_DIR: dir }
  agent = await createAgent({ profile: 'demo', llm: 'none', tools: [hold], env })
})
afterAll(async () => {
  await agent.close()
  await rm(dir, { recursive: true, force: true })
})

describe('a session', () => {
  it('answers requests made at once one after the other, so that each knows the results before it', async () => {
    const session = agent.session()
    const first = session.run({ text: 'one', plan: plan('s1', 'first') })
    const second = session.run({ text: 'two', plan: plan('s2', '{{s1.text}} and second') })
    await release('first')
    await release('first and second')
    expect((await first.result).answer).toContain('first')
    expect((await second.result).status).toBe('answered')
    expect(session.conversation.turns.map((turn) => turn.text)).toEqual(['one', 'two'])
  })

  it('lets a waiting request be cancelled at once, without letting the next one overtake', async () => {
    const session = agent.session()
    const first = session.run({ text: 'one', plan: plan('s1', 'slow') })
    const second = session.run({ text: 'two', plan: plan('s2', 'never') })
    const third = session.run({ text: 'three', plan: plan('s3', '{{s1.text}} but sure') })
    second.cancel()
    await expect(second.result).rejects.toMatchObject({ code: 'CANCELLED' })
    await release('slow')
    await release('slow but sure')
    expect((await first.result).status).toBe('answered')
    expect((await third.result).status).toBe('answered')
    expect(began).not.toContain('never')
  })

  it('keeps what later requests may need of earlier ones, not their whole records', async () => {
    const session = agent.session()
    const recordOf = async (id: string, said: string) => {
      const run = session.run({ text: said, plan: plan(id, said) })
      await release(said)
      return new WeakRef(await run.result)
    }
    const record = await recordOf('s1', 'kept')
    await recordOf('s2', 'kept on')
    expect(await isCollected(record)).toBe(true)
    expect(session.conversation.steps.map(({ id }) => id)).toEqual(['s1', 's2'])
  })
})
