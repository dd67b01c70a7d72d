import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { picture } from '../support/cli.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

/*
 * What chat front ends send, by its shape: their own fields, their order of parts, the whole past with every turn, and the
 * prompts for titles and tags that they send of their own accord.
 */

let served: ServedAgent
let url: string
beforeAll(async () => {
  served = await serveAgent()
  url = `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`
})
afterAll(() => served?.close())

const chunkSchema = z.object({
  choices: z.array(
    z.object({ delta: z.object({ content: z.string().optional() }), finish_reason: z.string().nullable() }),
  ),
})

async function stream(body: object): Promise<{ text: string; ends: (string | null)[] }> {
  const reply = await fetch(`${served.baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer any' },
    body: JSON.stringify(body),
  })
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  const frames = (await reply.text()).split('\n\n').filter((frame) => frame.startsWith('data: {'))
  const choices = frames.flatMap((frame) => chunkSchema.parse(JSON.parse(frame.slice(6))).choices)
  return {
    text: choices.map(({ delta }) => delta.content ?? '').join(''),
    ends: choices.map(({ finish_reason }) => finish_reason).filter((reason) => reason !== null),
  }
}

describe('Open WebUI', () => {
  const user = (text: string) => ({
    role: 'user',
    content: [
      { type: 'text', text },
      { type: 'image_url', image_url: { url } },
    ],
  })

  test('asks about a picture, and then sends all of it again', async () => {
    const request = { stream: true, model: 'demo', stream_options: { include_usage: true } }
    const first = await stream({ ...request, messages: [user('What is in this picture?')] })
    expect(first.ends).toEqual(['stop'])
    expect(first.text).toContain('bus')
    const second = await stream({
      ...request,
      messages: [
        user('What is in this picture?'),
        { role: 'assistant', content: first.text },
        { role: 'user', content: 'Describe this picture.' },
      ],
    })
    expect(second.text).toContain('bus')
  })

  test('has its title and its tags at once, as JSON', async () => {
    const prompt = (form: string) =>
      `### Task:\nGenerate it.\n### Guidelines:\n- Be short.\n### Output:\nJSON format: ${form}\n### Chat History:\n<chat_history>\nUSER: What is in this picture?\nASSISTANT: It shows a bus.\n</chat_history>`
    for (const [form, shape] of [
      ['{ "title": "your concise title here" }', z.object({ title: z.string().min(1) })],
      ['{ "tags": ["tag1", "tag2", "tag3"] }', z.object({ tags: z.array(z.string()) })],
      ['{ "follow_ups": ["Question 1?", "Question 2?"] }', z.object({ follow_ups: z.array(z.string()) })],
    ] as const) {
      const reply = await fetch(`${served.baseURL}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({
          model: 'demo',
          messages: [{ role: 'user', content: prompt(form) }],
          stream: false,
          max_completion_tokens: 1000,
        }),
      })
      const { choices } = z
        .object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })) })
        .parse(await reply.json())
      expect(() => shape.parse(JSON.parse(choices[0]?.message.content ?? ''))).not.toThrow()
    }
  })
})

test('LibreChat asks with the parameters that it always sends', async () => {
  const { text, ends } = await stream({
    ...{ model: 'demo', temperature: 1, top_p: 1, presence_penalty: 0, frequency_penalty: 0 },
    ...{ user: '65f0c0ffee', stream: true, stream_options: { include_usage: true }, n: 1 },
    messages: [
      { role: 'system', content: 'You are helpful.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is in this picture?' },
          { type: 'image_url', image_url: { url, detail: 'auto' } },
        ],
      },
    ],
  })
  expect(text).toContain('bus')
  expect(ends).toEqual(['stop'])
})
