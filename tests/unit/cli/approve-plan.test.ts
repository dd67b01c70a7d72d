import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect, it, vi } from 'vitest'
import { confirmOnTerminal } from '../../../src/cli/approve-plan.js'

/** What is decided and what is shown when a key is pressed at the question. */
async function press(key: string) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined })
  const output = new PassThrough()
  let shown = ''
  output.on('data', (chunk) => {
    shown += stripVTControlCharacters(String(chunk))
  })
  const decided = confirmOnTerminal('Run this plan?', new AbortController().signal, { input, output })
  await vi.waitFor(() => expect(shown).toContain('Run this plan?'))
  input.write(key)
  return { decided: await decided, last: shown.trimEnd().split('\n').at(-1) }
}

it('Esc is a no, and the last that is shown says so', async () => {
  const { decided, last } = await press('\u001b')
  expect(decided).toBe(false)
  expect(last).toContain('No: the plan does not run.')
})

it.each([
  ['y', true, 'Yes'],
  ['n', false, 'No'],
])('%s is decided and shown as it was meant', async (key, decision, word) => {
  const { decided, last } = await press(key)
  expect(decided).toBe(decision)
  expect(last).toContain(word)
  expect(last).not.toContain('does not run')
})
