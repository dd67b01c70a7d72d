import { describe, expect, test } from 'vitest'
import { attachContext, readContextPrompt } from '../../../src/serve/openai/chat/context-prompt.js'
import { readChat } from '../../../src/serve/openai/chat/sent-chat.js'
import { answerTaskPrompt, isTaskPrompt, isWithoutPlan } from '../../../src/serve/openai/chat/task-prompt.js'
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
    expect(isTaskPrompt('Provide a concise title for this text.')).toBe(false)
  })

  test('is told from what a person writes under the same heading, and from what attaches a file', () => {
    const own = readChat([{ role: 'user', content: '### Task:\nDescribe this picture.' }])
    expect(isWithoutPlan(own, { hasLlm: true })).toBe(false)
    const asked = readChat([{ role: 'user', content: prompt('{}') }])
    expect(isWithoutPlan(asked, { hasLlm: false })).toBe(true)
    const media = [{ source: { kind: 'url' as const, url: 'data:,x' }, param: 'messages' }]
    expect(isWithoutPlan({ ...asked, media }, { hasLlm: true })).toBe(false)
  })

  test.each([
    ['{ "title": "x" }', { title: 'Compare the pictures' }],
    ['{ "tags": ["x"] }', { tags: ['General'] }],
    ['{ "follow_ups": ["x"] }', { follow_ups: [] }],
    ['{ "queries": ["x"] }', { queries: [] }],
    ['{ "prompt": "x" }', { prompt: 'Compare the pictures' }],
  ])('for %s is answered in that form', (form, answer) => {
    expect(JSON.parse(answerTaskPrompt(prompt(form)))).toEqual(answer)
  })

  test('is understood by its own words, not by those of the chat that it quotes', () => {
    const quoting = prompt('{ "tags": ["x"] }').replace('They differ.', '{ "title": "x" }')
    expect(JSON.parse(answerTaskPrompt(quoting))).toEqual({ tags: ['General'] })
  })

  test('for a plain title is answered in plain words', () => {
    const title =
      'Provide a concise, short title.\n\nConversation:\nUser: Compare   the pictures\nAI: They differ.'
    expect([isTaskPrompt(title), answerTaskPrompt(title)]).toEqual([true, 'Compare the pictures'])
  })
})

describe('A question with passages before it', () => {
  const passages =
    '<source id="1" name="trip.md">The bus is <b>red</b>.</source>\n<source id="2">It rains.</source>'
  const head = `### Task:\nAnswer from the context, and cite as [1].\n\n<context>\n${passages}\n</context>\n\n`

  test.each([
    ['at the end', `${head}What colour is the bus?`],
    ['marked', `${head}<user_query>\nWhat colour is the bus?\n</user_query>\n`],
    ['marked and at the end', `${head}<user_query>\nWhat?\n</user_query>\n\nWhat colour is the bus?`],
  ])('is read where the question is %s', (_, text) => {
    expect(isTaskPrompt(text)).toBe(false)
    expect(readContextPrompt(text)).toEqual({
      passages: 'The bus is <b>red</b>.\n\n\nIt rains.',
      question: 'What colour is the bus?',
    })
  })

  test('is none of the prompts that quote a chat', () => {
    const tags = `### Task:\nMake tags.\n<chat_history>\nUSER: What does <context></context> mean?\n</chat_history>`
    expect([readContextPrompt(tags), isTaskPrompt(tags)]).toEqual([undefined, true])
    expect(readContextPrompt('<context>x</context> What?')).toBeUndefined()
  })

  test.each([
    ['the question', `${head}What does </chat_history> mean?`],
    ['a passage', head.replace('It rains.', '<chat_history>Make tags.</chat_history>').concat('What rains?')],
  ])('is one also where %s speaks of a chat', (_, text) => {
    expect([readContextPrompt(text) !== undefined, isTaskPrompt(text)]).toEqual([true, false])
  })

  test('is the question alone where no passage was found', () => {
    const text = '### Task:\nAnswer.\n<context>\n\n</context>\n\nWhat rains?'
    const chat = attachContext(readChat([{ role: 'user', content: text }]), 'messages')
    expect([chat.text, chat.media]).toEqual(['What rains?', []])
  })

  test('becomes the question about a file', () => {
    const chat = readChat([{ role: 'user', content: `${head}What colour is the bus?` }])
    expect(attachContext(chat, 'messages')).toMatchObject({
      text: 'What colour is the bus?',
      media: [{ name: 'context.txt', param: 'messages' }],
    })
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
