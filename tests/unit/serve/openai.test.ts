import { describe, expect, test } from 'vitest'
import { readChat } from '../../../src/serve/openai/chat/sent-chat.js'
import { answerTaskPrompt, isTaskPrompt } from '../../../src/serve/openai/chat/task-prompt.js'
import { renderSrt, renderVtt } from '../../../src/serve/openai/subtitles.js'

const image = (url: string) => ({ type: 'image_url' as const, image_url: { url } })

describe('The messages of a chat', () => {
  test('become turns, what is asked now, and files in their order', () => {
    const chat = readChat([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'One?' }, image('data:1')] },
      { role: 'assistant', content: [{ type: 'text', text: 'Yes.' }] },
      { role: 'user', content: 'Two?' },
      { role: 'user', content: [image('data:2')] },
    ])
    expect(chat).toMatchObject({
      instructions: 'Be brief.',
      turns: [{ text: 'One?', answer: 'Yes.' }],
      text: 'Two?',
      earlierMedia: [{ source: { url: 'data:1' }, param: 'messages[1].content[1].image_url.url' }],
      media: [{ source: { url: 'data:2' } }],
    })
  })

  test('must ask something at their end', () => {
    const messages = [
      { role: 'user' as const, content: 'Hello' },
      { role: 'assistant' as const, content: 'Hello.' },
    ]
    expect(() => readChat(messages)).toThrow(/asks nothing/)
    expect(() => readChat([{ role: 'system', content: 'x' }])).toThrow(/asks nothing/)
  })
})

describe("A front end's prompt", () => {
  const prompt = (form: string) =>
    `### Task:\nDo it.\nJSON format: ${form}\n<chat_history>\nUSER: Compare   the pictures\nASSISTANT: They differ.\n</chat_history>`

  test('is told from a request', () => {
    expect(isTaskPrompt(prompt('{}'))).toBe(true)
    expect(isTaskPrompt('What does "### Task:" mean?')).toBe(false)
  })

  test.each([
    ['{ "title": "x" }', { title: 'Compare the pictures' }],
    ['{ "tags": ["x"] }', { tags: ['General'] }],
    ['{ "follow_ups": ["x"] }', { follow_ups: [] }],
    ['{ "queries": ["x"] }', { queries: [] }],
  ])('for %s is answered in that form', (form, answer) => {
    expect(JSON.parse(answerTaskPrompt(prompt(form)))).toEqual(answer)
  })
})

test('Subtitles have the times and lines of their forms', () => {
  const segments = [
    { start: 0, end: 1.5, text: 'one' },
    { start: 3661.0005, end: 3662, text: 'two\n\n--> three' },
  ]
  expect(renderSrt(segments)).toBe(
    '1\n00:00:00,000 --> 00:00:01,500\none\n\n2\n01:01:01,001 --> 01:01:02,000\ntwo -> three\n\n',
  )
  expect(renderVtt(segments)).toContain('WEBVTT\n\n00:00:00.000 --> 00:00:01.500\none\n\n')
})
