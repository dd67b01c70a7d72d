import { expect, test } from 'vitest'
import { profileSchema } from '../../../src/config/profile.js'
import { SwitchyardError } from '../../../src/core/errors.js'
import { mostGuesses } from '../../../src/executors/executor.js'
import { createInlineExecutor } from '../../../src/executors/inline.js'
import { candidateOf, FakeBackend } from '../../support/fake-backend.js'
import { testTools, toolBox } from '../../support/test-tools.js'

const here = candidateOf('here')
const remote = candidateOf('remote', { backend: 'hugging-face' })

function setUp({
  candidates = [here, remote],
  local = new FakeBackend({ here: [{ text: 'HELLO' }] }),
  backends = ['local', 'hugging-face'],
  pinned = {},
}: {
  candidates?: (typeof here)[]
  local?: FakeBackend
  backends?: string[]
  pinned?: Record<string, string>
} = {}) {
  // It has no replies: a call of it fails the test.
  const far = new FakeBackend({}, { id: 'hugging-face' })
  const asked: string[] = []
  const executor = createInlineExecutor({
    registry: toolBox(testTools.upper),
    catalog: { candidates: () => candidates },
    backends: [local, far],
    profile: profileSchema.parse({ name: 'test', description: '', backends, privacy: 'any', models: pinned }),
    hasToken: true,
    openModels: {
      resolve: async (model) => {
        asked.push(model)
        return { ok: true, value: { candidates: [], rejected: [] } }
      },
      taskOf: async () => undefined,
      close: async () => {},
    },
  })
  const run = (text: string, { asGuess }: { asGuess: boolean }) =>
    executor.execute(
      { runId: 'r', stepId: 's1', tool: 'upper', input: { text } },
      { asGuess, signal: new AbortController().signal, emit: () => {} },
    )
  return { run, local, far, asked }
}
const nowhere = { ok: false, error: { error: { code: 'NO_ROUTE' } } }

test('a step that nobody asked for runs on a model of this machine', async () => {
  const { run } = setUp()
  expect(await run('hello', { asGuess: true })).toMatchObject({
    ok: true,
    value: { output: { text: 'HELLO' } },
  })
})

test('when it fails there, no server is asked in its place', async () => {
  const local = new FakeBackend({ here: [new SwitchyardError('MODEL_BROKEN', 'The file is damaged.')] })
  const { run, far } = setUp({ local })
  expect(await run('hello', { asGuess: true })).toMatchObject({
    ok: false,
    error: { error: { code: 'MODEL_BROKEN' } },
  })
  expect(far.calls).toEqual([])
})

test.each([
  ['a server is first in line', { backends: ['hugging-face', 'local'] }],
  [
    'its model is a download away',
    { local: new FakeBackend({}, { states: { here: { readiness: 'absent' } } }) },
  ],
  ['its model has a price', { candidates: [candidateOf('here', { price: { perCall: 0.1 } })] }],
])('it does not run where %s', async (_, options) => {
  const { run, local, far } = setUp(options)
  expect(await run('hello', { asGuess: true })).toMatchObject(nowhere)
  expect([...local.calls, ...far.calls]).toEqual([])
})

test('the Hub is not asked about its model', async () => {
  const { run, asked } = setUp({ pinned: { upper: 'someone/unlisted' } })
  expect(await run('hello', { asGuess: true })).toMatchObject({ ok: false })
  expect(asked).toEqual([])
  await run('hello', { asGuess: false })
  expect(asked).toEqual(['someone/unlisted'])
})

test('it does not run while others do', async () => {
  let release = (_: { text: string }) => {}
  const held = new Promise<{ text: string }>((resolve) => {
    release = resolve
  })
  const local = new FakeBackend({ here: [...Array(mostGuesses).fill(() => held), { text: 'LATER' }] })
  const { run } = setUp({ local })
  const others = Array.from({ length: mostGuesses }, (_, n) => run(`other ${n}`, { asGuess: false }))
  expect(await run('hello', { asGuess: true })).toMatchObject(nowhere)
  release({ text: 'OTHER' })
  await Promise.all(others)
  expect(await run('hello', { asGuess: true })).toMatchObject({ ok: true })
})
