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
    feedback: { add: async () => {}, list: async () => [], votes: () => undefined },
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

test('A run goes with what has to be approved, and with whether its client can be asked', async () => {
  const submitted: SubmitOptions[] = []
  const client: Pick<RunClient, 'submitRun' | 'waitForRun' | 'countWaiting'> = {
    countWaiting: async () => submitted.length,
    async submitRun(_request, options = {}) {
      submitted.push(options)
      return options.runId ?? ''
    },
    waitForRun: async () => {
      throw new Error('It ends without an answer.')
    },
  }
  const profile = { approval: 'costly', approvalAboveUsd: 0.2, approvalTimeoutMs: 5000 }
  const agent = createQueuedAgent({
    agent: { parts: { ingest: {}, profile } } as unknown as Agent,
    client: client as RunClient,
    executor: new FakeExecutor(async () => ({})),
    feedback: { add: async () => {}, list: async () => [], votes: () => undefined },
    backlog: 10,
    stopping: new AbortController().signal,
    onCommand: () => {},
  })
  const approve = async () => undefined
  for (const options of [{}, { approve }]) await (agent.run({ text: 'One.' }, options) as QueuedRun).accepted
  expect(submitted.map(({ approval }) => approval)).toEqual([
    { ...profile, canAsk: false },
    { ...profile, canAsk: true },
  ])
})
