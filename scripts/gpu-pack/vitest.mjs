// As much of vitest as the contract suite needs, on Node's own test runner: the pack has no room for vitest. The matchers are
// vitest's own.
import { AsyncLocalStorage } from 'node:async_hooks'
import { after, before, describe as group, test as one } from 'node:test'
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  customMatchers,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect'
import * as chai from 'chai'

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)

export const expect = (value, message) => chai.expect(value, message)
Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT])
globalThis[GLOBAL_EXPECT] = expect
setState({ ...getState(expect), assertionCalls: 0 }, expect)
expect.extend(expect, customMatchers)

const cleanups = new AsyncLocalStorage()
export const onTestFinished = (cleanup) => void cleanups.getStore()?.push(cleanup)

export const test = (name, body) =>
  void one(name, async () => {
    const own = []
    try {
      await cleanups.run(own, async () => body())
    } finally {
      for (const cleanup of own.reverse()) await cleanup()
    }
  })
export const it = test
export const beforeAll = (work) => before(async () => void (await work()))
export const afterAll = (work) => after(async () => void (await work()))

export const describe = (name, body) => void group(name, body)
describe.each = (rows) => (name, body) => {
  for (const row of rows) group(name.replace('%s', String(row[0])), () => body(...row))
}
