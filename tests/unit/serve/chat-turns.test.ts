import { expect, it } from 'vitest'
import { lastUsedFirst, newHead } from '../../../src/serve/chats/chat-turns.js'

it('lists chats of the same second in one order, however they come', () => {
  const heads = Array.from({ length: 8 }, (_, at) => newHead(`Chat ${at}`, 1_000_000))
  const older = newHead('Older', 999_999)
  const listed = lastUsedFirst([older, ...heads])
  expect(lastUsedFirst([...heads].reverse().concat(older))).toEqual(listed)
  expect(listed.at(-1)).toEqual(older)
})
