import { expect, test } from 'vitest'
import { SwitchyardError } from '../../../src/core/errors.js'
import { scriptedModel } from '../../../src/testing.js'

const signal = new AbortController().signal
const ask = [{ role: 'user', content: 'hello there' }] as const
const options = { schema: {}, schemaName: 'x', signal }

test('it answers in order and keeps the prompts', async () => {
  const model = scriptedModel([{ json: { a: 1 } }, { stream: ['b', 'c'], expect: 'hello' }])
  expect(JSON.parse((await model.json(ask, options)).text)).toEqual({ a: 1 })
  const pieces: string[] = []
  for await (const piece of model.stream(ask, { signal })) pieces.push(piece)
  expect(pieces).toEqual(['b', 'c'])
  expect(model.prompts).toEqual([ask, ask])
  model.assertDone()
})

test('a call that is not in the script throws, and fails the test at its end even when swallowed', async () => {
  const model = scriptedModel([])
  await model.json(ask, options).catch(() => undefined)
  expect(() => model.assertDone()).toThrow('not in the script')
})

test('a step that was not used fails the test at its end', () => {
  expect(() => scriptedModel([{ json: {} }]).assertDone()).toThrow('1 scripted calls')
})

test('a prompt that does not match, and a call of the wrong kind, throw', async () => {
  const model = scriptedModel([{ json: {}, expect: /goodbye/ }, { stream: 'x' }])
  await expect(model.json(ask, options)).rejects.toThrow("doesn't match")
  await expect(model.json(ask, options)).rejects.toThrow('another kind')
  expect(() => model.assertDone()).toThrow()
})

test('a scripted error is thrown, after the pieces that come before it', async () => {
  const error = new SwitchyardError('PROVIDER_BAD_REPLY', 'cut')
  const model = scriptedModel([{ stream: ['a'], error }, { error }])
  const pieces: string[] = []
  const reading = async () => {
    for await (const piece of model.stream(ask, { signal })) pieces.push(piece)
  }
  await expect(reading()).rejects.toBe(error)
  expect(pieces).toEqual(['a'])
  await expect(model.json(ask, options)).rejects.toBe(error)
  model.assertDone()
})
