import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineTool, textField } from '../../src/index.js'
import { picture } from '../support/cli.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

/*
 * What chat front ends send, by its shape: their own headers and fields, their order of parts, the whole past with every
 * turn, and the prompts that they send of their own accord. Read from Open WebUI's `routers/openai.py`, `routers/tasks.py`
 * and templates (November 2026), from LibreChat's `packages/api/src/endpoints` and from its agents' `src/utils/title.ts`.
 */

/** What both ask first. */
async function listModels(): Promise<string[]> {
  const reply = await fetch(`${served.baseURL}/models`, { headers: { authorization: 'Bearer any' } })
  const list = z.object({ object: z.literal('list'), data: z.array(z.object({ id: z.string() })) })
  return list.parse(await reply.json()).data.map(({ id }) => id)
}

/** The demo pack has no model for texts. */
const whenTool = defineTool({
  id: 'find-time',
  description: 'Finds the time that a text tells.',
  phrases: ['when does'],
  input: z.object({ text: textField('A text.') }),
  output: z.object({ time: textField('The time.') }),
  describe: ({ time }) => time,
  run: async ({ text }) => ({ time: /at \w+/.exec(text)?.[0] ?? 'never' }),
})

let served: ServedAgent
let url: string
beforeAll(async () => {
  served = await serveAgent({ agent: { tools: [whenTool] } })
  url = `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`
})
afterAll(() => served?.close())

const chunkSchema = z.object({
  choices: z.array(
    z.object({ delta: z.object({ content: z.string().optional() }), finish_reason: z.string().nullable() }),
  ),
})

async function stream(
  body: object,
  headers: Record<string, string> = {},
): Promise<{ text: string; ends: (string | null)[] }> {
  const reply = await fetch(`${served.baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer any', ...headers },
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
  /** Sent where the operator has it tell who asks; names are percent-encoded. */
  const who = {
    'user-agent': 'Python/3.12 aiohttp/3.13',
    'X-OpenWebUI-User-Name': 'Ada%20L%C3%B6w',
    'X-OpenWebUI-User-Id': '0b2c2f7e-5c3a-4c39-9a7e-3c1f0f6a5d11',
    'X-OpenWebUI-User-Email': 'ada@example.com',
    'X-OpenWebUI-User-Role': 'user',
    'X-OpenWebUI-Chat-Id': '7f0a3c52-1f0a-4a57-8a53-0d5d2b1f9c55',
  }

  test('finds the profile among the models', async () => {
    expect(await listModels()).toContain('demo')
  })

  const user = (text: string) => ({
    role: 'user',
    content: [
      { type: 'text', text },
      { type: 'image_url', image_url: { url } },
    ],
  })

  test('asks about a picture, and then sends all of it again', async () => {
    const request = { stream: true, model: 'demo', stream_options: { include_usage: true } }
    const first = await stream({ ...request, messages: [user('What is in this picture?')] }, who)
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

  async function whole(content: string): Promise<string> {
    const reply = await fetch(`${served.baseURL}/chat/completions`, {
      method: 'POST',
      headers: who,
      body: JSON.stringify({
        model: 'demo',
        messages: [{ role: 'user', content }],
        stream: false,
        max_completion_tokens: 1000,
      }),
    })
    const { choices } = z
      .object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })) })
      .parse(await reply.json())
    return choices[0]?.message.content ?? ''
  }

  test('has what it asks for of its own accord at once, as JSON', async () => {
    const prompt = (form: string) =>
      `### Task:\nGenerate it.\n### Guidelines:\n- Be short.\n### Output:\nJSON format: ${form}\n### Chat History:\n<chat_history>\nUSER: What is in this picture?\nASSISTANT: It shows a bus.\n</chat_history>`
    for (const [form, shape] of [
      ['{ "title": "your concise title here" }', z.object({ title: z.string().min(1) })],
      ['{ "tags": ["tag1", "tag2", "tag3"] }', z.object({ tags: z.array(z.string()) })],
      ['{ "follow_ups": ["Question 1?", "Question 2?"] }', z.object({ follow_ups: z.array(z.string()) })],
      ['{ "queries": ["query1", "query2"] }', z.object({ queries: z.array(z.string()) })],
      ['{ "prompt": "Your detailed description here." }', z.object({ prompt: z.string().min(1) })],
    ] as const)
      expect(shape.safeParse(JSON.parse(await whole(prompt(form)))).success).toBe(true)
  })

  test('asks about a document that it has searched itself', async () => {
    const head =
      '### Task:\nRespond from the context, with citations such as [1].\n\n### Guidelines:\n- Be brief.\n\n<context>\n<source id="1" name="trip.md" resource-type="file">The bus to Bern leaves at nine. The ticket costs twelve francs.</source>\n</context>\n\n'
    expect(await whole(`${head}When does the text say that the bus leaves?`)).toContain('at nine')
  })
})

describe('LibreChat', () => {
  /** What openai-node tells of itself, by which LangChain sends. */
  const client = {
    'user-agent': 'OpenAI/JS 5.12.2',
    'x-stainless-lang': 'js',
    'x-stainless-retry-count': '0',
    'x-stainless-helper-method': 'stream',
  }

  test('finds the profile among the models, also where it takes the server for Ollama first', async () => {
    expect((await fetch(`${served.server.url}/api/tags`)).status).toBe(404)
    expect(await listModels()).toContain('demo')
  })

  test('asks with the parameters of its panel, and then sends all of it again', async () => {
    const request = {
      ...{ model: 'demo', temperature: 1, top_p: 1, presence_penalty: 0, frequency_penalty: 0 },
      ...{ user: '65f0c0ffee', stream: true, stream_options: { include_usage: true }, n: 1 },
    }
    const asked = [
      { role: 'system', content: 'You are helpful.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is in this picture?' },
          { type: 'image_url', image_url: { url, detail: 'auto' } },
        ],
      },
    ]
    const { text, ends } = await stream({ ...request, messages: asked }, client)
    expect(text).toContain('bus')
    expect(ends).toEqual(['stop'])
    const second = await stream(
      {
        ...request,
        messages: [
          ...asked,
          { role: 'assistant', content: [{ type: 'text', text }] },
          { role: 'user', content: 'Describe this picture.' },
        ],
      },
      client,
    )
    expect(second.text).toContain('bus')
  })

  test('asks about a file', async () => {
    const text = 'The bus to Bern leaves at nine. The ticket costs twelve francs.'
    const file_data = `data:text/plain;base64,${Buffer.from(text).toString('base64')}`
    const content = [
      { type: 'text', text: 'When does the text say that the bus leaves?' },
      { type: 'file', file: { filename: 'trip.txt', file_data } },
    ]
    const answer = await stream(
      { model: 'demo', stream: true, messages: [{ role: 'user', content }] },
      client,
    )
    expect(answer.text).toContain('at nine')
  })

  test('has its title at once', async () => {
    const content =
      'Provide a concise, 5-word-or-less title. Only return the title itself.\n\nConversation:\nUser: What is in this picture?\nAI: It shows a bus.'
    const answer = await stream(
      { model: 'demo', stream: true, messages: [{ role: 'user', content }] },
      client,
    )
    expect(answer.text).toBe('What is in this picture?')
  })
})
