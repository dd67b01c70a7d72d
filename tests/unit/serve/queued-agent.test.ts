import { expect, test } from 'vitest'
import type { Agent } from '../../../src/agent/agent.js'
import type { RunResult } from '../../../src/agent/run.js'
import type { RunClient, SubmitOptions } from '../../../src/queue/runs/run-client.js'
import { createQueuedAgent } from '../../../src/serve/runs/queued-agent.js'
import type { QueuedRun } from '../../../src/serve/runs/queued-run.js'
import { createBudget } from '../../../src/spending/budget.js'
import { FakeExecutor } from '../../support/fake-executor.js'

test('A run of the queue may cost what its key has left, and is charged to it', async () => {
  const submitted: SubmitOptions[] = []
  const client: Pick<RunClient, 'submitRun' | 'waitForRun' | 'countWaiting'> = {
    countWaiting: async () => submitted.length,
    async submitRun(_request, options = {}) {
      submitted.push(options)
      return options.runId ?? ''
    },
    waitForRun: async (runId) =>
      ({
        runId,
        text: '',
        answer: '',
        media: {},
        steps: [],
        usage: { costUsd: 0.25 },
      }) as unknown as RunResult,
  }
  const agent = createQueuedAgent({
    agent: { parts: { ingest: {}, profile: { approval: 'never' } } } as unknown as Agent,
    client: client as RunClient,
    executor: new FakeExecutor(async () => ({})),
    backlog: 10,
    stopping: new AbortController().signal,
    onCommand: () => {},
  })
  const budget = createBudget({ limitUsd: 1, scope: 'key' })
  await agent.run({ text: 'One.' }, { budget }).result
  await agent.session().run({ text: 'Two.' }, { budget }).result
  await agent.run({ text: 'Three.' }).result
  expect(submitted.map(({ maxCostUsd }) => maxCostUsd)).toEqual([1, 0.75, undefined])
  expect(budget.spentUsd).toBe(0.5)
})

test('A run is refused at submission where plans must be approved, and the error names the setting', async () => {
  const client: Pick<RunClient, 'submitRun' | 'waitForRun'> = {
    async submitRun() {
      throw new Error('Nothing may be submitted.')
    },
    waitForRun: async () => {
      throw new Error('There is nothing to wait for.')
    },
  }
  const agent = createQueuedAgent({
    agent: { parts: { ingest: {}, profile: { approval: 'remote' } } } as unknown as Agent,
    client: client as RunClient,
    executor: new FakeExecutor(async () => ({})),
    backlog: 10,
    stopping: new AbortController().signal,
    onCommand: () => {},
  })
  const { accepted, result } = agent.run({ text: 'One.' }) as QueuedRun
  const refusal = { code: 'APPROVAL_NEEDED', message: expect.stringContaining('approval: never') }
  await expect(accepted).rejects.toMatchObject(refusal)
  await expect(result).rejects.toMatchObject(refusal)
})
