import { describe, expect, test } from 'vitest'
import { createEarlySteps } from '../../../src/agent/early-steps.js'
import { createLlmPlanner } from '../../../src/planner/llm/llm-planner.js'
import { defineTool } from '../../../src/tools/tool.js'
import { FakeExecutor } from '../../support/fake-executor.js'
import { mediaRecord } from '../../support/media-records.js'
import { testTools, toolBox } from '../../support/test-tools.js'

const own = defineTool({ ...testTools.upper, id: 'own', run: async ({ text }) => ({ text }) })
const tools = [testTools.caption, testTools.upper, own]
const media = { image1: mediaRecord('image', 'a') }
const caption = { id: 's1', tool: 'caption', input: { image: '$image1' } }
const upper = { id: 's2', tool: 'upper', input: { text: '$s1.text' } }

function setUp(run: ConstructorParameters<typeof FakeExecutor>[0]) {
  const executor = new FakeExecutor(run)
  const parts = { registry: toolBox(...tools), executor, readText: async () => '' }
  const emitted: string[] = []
  const early = createEarlySteps({
    ...{ parts, runId: 'r', media, earlier: [] },
    signal: new AbortController().signal,
    emit: ({ type }) => emitted.push(type),
  })
  return { executor, early, emitted }
}
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

describe('steps before their plan is whole', () => {
  test('begin while the LLM still writes, and are told of only by the plan', async () => {
    const { executor, early, emitted } = setUp(async () => ({ text: 'a cat' }))
    const whole = JSON.stringify({ parts: [], steps: [caption, upper] })
    let isWhole = false
    const planner = createLlmPlanner({
      maxSteps: 8,
      model: {
        id: 'test:slow',
        async json(_, { onText }) {
          onText?.(whole.slice(0, whole.indexOf('s2')))
          // The rest comes only once the first step has begun.
          await until(() => executor.started.length > 0)
          isWhole = true
          return { text: whole }
        },
        async *stream() {
          yield ''
        },
      },
    })
    const request = { text: 'Say it loud', media, history: { turns: [], steps: [] }, tools }
    const planned = await planner.plan(request, {
      signal: new AbortController().signal,
      onSteps: early.start,
    })
    expect(isWhole && planned.ok && early.settle(planned.value.plan)).toEqual([
      '1 step began before the plan was whole.',
    ])
    expect(executor.started.map(({ tool }) => tool)).toEqual(['caption'])
    expect(emitted).toEqual([])
  })

  test('go on to those that need them', async () => {
    const { executor, early } = setUp(async ({ tool }) => ({ text: `${tool} done` }))
    early.start([caption, upper])
    await until(() => executor.started.some(({ tool }) => tool === 'upper'))
    expect(executor.started.find(({ tool }) => tool === 'upper')?.input).toMatchObject({
      text: 'caption done',
    })
  })

  test('are stopped where the whole plan does without them, and that is said', async () => {
    const stopped: string[] = []
    const { executor, early } = setUp(
      ({ tool }, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            stopped.push(tool)
            resolve({ text: '' })
          })
        }),
    )
    early.start([caption])
    await until(() => executor.started.length === 1)
    expect(early.settle({ steps: [{ ...upper, input: { text: 'a' } }] })).toEqual([
      'caption had begun and was stopped, as the whole plan does without it.',
    ])
    expect(stopped).toEqual(['caption'])
  })

  test('do not begin where they run code of the user, or need a step that does', async () => {
    const { executor, early } = setUp(async () => ({ text: 'x' }))
    const first = { id: 's1', tool: 'own', input: { text: 'a' } }
    early.start([first, upper, { ...caption, id: 's3' }])
    await until(() => executor.started.length > 0)
    expect(executor.started.map(({ tool }) => tool)).toEqual(['caption'])
    expect(early.settle({ steps: [first, upper] })).toHaveLength(1)
  })

  test('are each begun once', async () => {
    const { executor, early } = setUp(async () => ({ text: 'x' }))
    early.start([caption])
    early.start([caption])
    await until(() => executor.started.length > 0)
    early.stop()
    expect(executor.started).toHaveLength(1)
  })
})
