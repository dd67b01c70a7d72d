import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createOpenResponses } from '@ai-sdk/open-responses'
import { HumanMessage } from '@langchain/core/messages'
import { ChatOpenAI } from '@langchain/openai'
import { generateText, streamText } from 'ai'
import OpenAI, { NotFoundError } from 'openai'
import type { ResponseStreamEvent } from 'openai/resources/responses/responses'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { addKey } from '../../src/serve/access/key-file.js'
import { scriptedModel } from '../../src/testing.js'
import { picture } from '../support/cli.js'
import { createHeldTool } from '../support/held-tool.js'
import { until } from '../support/queue-place.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'
import { ended, linesOf, upload } from '../support/served-batches.js'

const held = createHeldTool()
let served: ServedAgent
let openai: OpenAI
beforeAll(async () => {
  served = await serveAgent({ agent: { tools: [held.tool] } })
  openai = new OpenAI({ baseURL: served.baseURL, apiKey: 'any', maxRetries: 0 })
})
afterAll(() => served?.close())

const model = 'demo'
const loaded = 60_000
const waiting = 'Wait for ever: hello'
const bus = async () => `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`
const asking = async (text: string) => [
  {
    role: 'user' as const,
    content: [
      { type: 'input_text' as const, text },
      { type: 'input_image' as const, image_url: await bus(), detail: 'auto' as const },
    ],
  },
]
async function collect(stream: AsyncIterable<ResponseStreamEvent>): Promise<ResponseStreamEvent[]> {
  const events: ResponseStreamEvent[] = []
  for await (const event of stream) events.push(event)
  return events
}
const running = async () =>
  (await (await fetch(`${served.server.url}/readyz`)).json()) as { running: number; waiting: number }

describe("OpenAI's own client", () => {
  test(
    'gets a response about a picture, with its steps as reasoning, and can ask for it again',
    async () => {
      const response = await openai.responses.create({
        model,
        input: await asking('What is in this picture?'),
        metadata: { who: 'Ada' },
      })
      expect(response.output_text).toMatch(/bus.*flower/)
      expect(response).toMatchObject({ object: 'response', status: 'completed', metadata: { who: 'Ada' } })
      const thoughts = response.output.flatMap((item) =>
        item.type === 'reasoning' ? item.summary.map(({ text }) => text) : [],
      )
      expect(thoughts.join('\n')).toMatch(/image-to-text/)
      expect(response.output.at(-1)).toMatchObject({
        type: 'message',
        status: 'completed',
        role: 'assistant',
      })
      expect(response.usage).toMatchObject({ total_tokens: 0, cost: 0 })

      const again = await openai.responses.retrieve(response.id)
      expect(again).toEqual(response)
      const replayed = await collect(await openai.responses.retrieve(response.id, { stream: true }))
      expect(replayed.at(-1)).toMatchObject({ type: 'response.completed', response: { id: response.id } })

      await openai.responses.delete(response.id)
      await expect(openai.responses.retrieve(response.id)).rejects.toThrow(NotFoundError)
    },
    loaded,
  )

  test('gets a stream of numbered events whose order its own helper accepts', async () => {
    const stream = openai.responses.stream({ model, input: await asking('What is in this picture?') })
    const events = await collect(stream)
    const final = await stream.finalResponse()
    expect(final.output_text).toMatch(/bus/)
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, at) => at))
    const kinds = events.map(({ type }) => type)
    expect(kinds.slice(0, 2)).toEqual(['response.created', 'response.in_progress'])
    expect(kinds.at(-1)).toBe('response.completed')
    // Reasoning as it comes, and the message after it; each item is added before it is filled, and done after.
    const message = kinds.slice(kinds.indexOf('response.content_part.added') - 1)
    expect([...new Set(message)]).toEqual([
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(kinds).toContain('response.reasoning_summary_text.delta')
    const deltas = events.flatMap((event) =>
      event.type === 'response.output_text.delta' ? [event.delta] : [],
    )
    expect(deltas.join('')).toBe(final.output_text)
  })

  test('counts about how many tokens a request is, with its pictures and what it goes on from', async () => {
    const { object, input_tokens: plain } = await openai.responses.inputTokens.count({ model, input: 'Who?' })
    expect([object, plain]).toEqual(['response.input_tokens', 1])
    const told = await openai.responses.inputTokens.count({ input: 'Who?', instructions: 'Be brief.' })
    expect(told.input_tokens).toBeGreaterThan(plain)
    const seen = await openai.responses.inputTokens.count({ input: await asking('Who?') })
    expect(seen.input_tokens).toBeGreaterThan(told.input_tokens)

    const first = await openai.responses.create({ model, input: await asking('What is in this picture?') })
    const past = { previous_response_id: first.id }
    const after = await openai.responses.inputTokens.count(past)
    expect(after.input_tokens).toBeGreaterThan(seen.input_tokens)
    const more = await openai.responses.inputTokens.count({ ...past, input: 'Is there a cat in it too?' })
    expect(more.input_tokens).toBeGreaterThan(after.input_tokens)
    await expect(openai.responses.inputTokens.count({ conversation: 'conv_1' })).rejects.toThrow(
      /no conversations/,
    )
    await expect(openai.responses.inputTokens.count({ model: 'gpt-5', input: 'x' })).rejects.toThrow(
      NotFoundError,
    )
  })

  test('goes on from an earlier response, by its id, by its item, and by its words', async () => {
    const first = await openai.responses.create({ model, input: await asking('What is in this picture?') })
    const question = 'Is there a bus or a cat in the picture?'
    const byId = await openai.responses.create({ model, previous_response_id: first.id, input: question })
    expect(byId.output_text).toMatch(/image1.*bus/)
    expect(byId.previous_response_id).toBe(first.id)
    const message = first.output.find(({ type }) => type === 'message')
    const byItem = await openai.responses.create({
      model,
      input: [
        ...(await asking('What is in this picture?')),
        { type: 'item_reference', id: message?.id ?? '' },
        { role: 'user', content: question },
      ],
    })
    expect(byItem.output_text).toBe(byId.output_text)
    const byWords = await openai.responses.create({
      model,
      input: [
        ...(await asking('What is in this picture?')),
        { role: 'assistant', content: first.output_text },
        { role: 'user', content: question },
      ],
    })
    expect(byWords.output_text).toBe(byId.output_text)
    await expect(
      openai.responses.create({ model, previous_response_id: 'resp_none', input: 'x' }),
    ).rejects.toMatchObject({ status: 404, param: 'previous_response_id' })
  })

  test('reads back what it sent, with links in place of bytes', async () => {
    const upload = await openai.files.create({ file: createReadStream(picture(6)), purpose: 'vision' })
    const response = await openai.responses.create({
      model,
      input: [
        { role: 'user', content: 'Hello.' },
        { role: 'assistant', content: 'Hello. What may it be?' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is in these pictures?' },
            { type: 'input_image', file_id: upload.id, detail: 'auto' },
            { type: 'input_file', filename: 'again.png', file_data: await bus() },
          ],
        },
      ],
    })
    expect(response.output_text).toMatch(/scene-06\.png[\s\S]*again\.png|bus/)
    const items = await openai.responses.inputItems.list(response.id, { order: 'asc' })
    expect(items.data.map((item) => ('role' in item ? item.role : ''))).toEqual(['user', 'assistant', 'user'])
    expect(JSON.stringify(items.data)).not.toContain('base64')
    const link = /"image_url":"([^"]+)"/.exec(JSON.stringify(items.data))?.[1] ?? ''
    expect(Buffer.from(await (await fetch(link)).arrayBuffer())).toEqual(await readFile(picture(6)))
    const newest = await openai.responses.inputItems.list(response.id, { limit: 1 })
    expect([newest.data[0]?.id, newest.has_more]).toEqual([items.data.at(-1)?.id, true])
  })
})

describe('In the background', () => {
  test('a response goes on when its client goes, and its stream where it was lost', async () => {
    const before = { ...held.counts }
    const stream = await openai.responses.create({ model, input: waiting, background: true, stream: true })
    let id = ''
    let last = -1
    for await (const event of stream) {
      if (event.type === 'response.created') id = event.response.id
      last = event.sequence_number
      if (event.type === 'response.reasoning_summary_text.delta' && event.delta.includes('hold')) break
    }
    // The reader has gone with the break.
    expect((await openai.responses.retrieve(id)).status).toBe('in_progress')
    expect(held.counts).toEqual({ started: before.started + 1, stopped: before.stopped })
    const resumed = collect(await openai.responses.retrieve(id, { stream: true, starting_after: last }))
    held.release()
    const events = await resumed
    expect(events[0]?.sequence_number).toBe(last + 1)
    expect(events.at(-1)).toMatchObject({ type: 'response.completed' })
    expect((await openai.responses.retrieve(id)).output_text).toMatch(/It waited with hello/i)
    expect((await running()).running).toBe(0)
  })

  test('a response is cancelled by its id, and says so at the end of its stream', async () => {
    const created = await openai.responses.create({ model, input: waiting, background: true })
    expect(created).toMatchObject({ status: 'in_progress', background: true, output: [] })
    const events = collect(await openai.responses.retrieve(created.id, { stream: true }))
    await expect(
      openai.responses.create({ model, input: 'And now?', previous_response_id: created.id }),
    ).rejects.toMatchObject({ status: 400, code: 'response_not_completed' })
    expect((await openai.responses.cancel(created.id)).status).toBe('cancelled')
    expect((await events).at(-1)).toMatchObject({ response: { status: 'cancelled', error: null } })
    expect((await openai.responses.cancel(created.id)).status).toBe('cancelled')
    expect((await running()).running).toBe(0)
  })

  test('its run is among those of the server', async () => {
    const created = await openai.responses.create({ model, input: waiting, background: true })
    const runs = (await (await fetch(`${served.baseURL}/runs`)).json()) as { data: { id: string }[] }
    const id = runs.data[0]?.id ?? ''
    expect(created.id).toBe(`resp_${id.replaceAll('-', '')}`)
    expect((await fetch(`${served.baseURL}/runs/${id}/cancel`, { method: 'POST' })).status).toBe(200)
    await until(async () => (await openai.responses.retrieve(created.id)).status === 'cancelled')
    await openai.responses.delete(created.id)
    expect((await fetch(`${served.baseURL}/runs/${id}`)).status).toBe(404)
  })
})

test.each([{ stream: true }, { stream: false }])(
  'A client that hangs up ends its response (%o)',
  async ({ stream }) => {
    const { started, stopped } = held.counts
    const controller = new AbortController()
    const reply = openai.responses
      .create({ model, input: waiting, stream }, { signal: controller.signal })
      .catch(() => undefined)
    await until(() => held.counts.started > started)
    if (stream) await reply
    controller.abort()
    await until(() => held.counts.stopped > stopped)
    await until(async () => (await running()).running === 0)
  },
)

test('What is not stored can not be asked for', async () => {
  const response = await openai.responses.create({
    model,
    input: 'Summarize: a bus drives by.',
    store: false,
  })
  expect(response).toMatchObject({ status: 'completed', store: false })
  await expect(openai.responses.retrieve(response.id)).rejects.toThrow(NotFoundError)
})

test('An answer comes in the JSON that is wanted, and instructions reach the LLM', async () => {
  const schema = { type: 'object', properties: { colour: { type: 'string' } }, required: ['colour'] }
  const llm = scriptedModel([
    { json: { steps: [] } },
    { expect: /Be short\./, stream: 'It is blue.' },
    { json: { colour: 'blue' } },
  ])
  const own = await serveAgent({ agent: { llm, set: ['planner=auto'] } })
  onTestFinished(() => own.close())
  const client = new OpenAI({ baseURL: own.baseURL, apiKey: 'any', maxRetries: 0 })
  const format = { type: 'json_schema' as const, name: 'colour', schema }
  const response = await client.responses.create({
    model,
    instructions: 'Be short.',
    input: 'Which colour has the sky?',
    text: { format },
  })
  expect(JSON.parse(response.output_text)).toEqual({ colour: 'blue' })
  expect(response.text?.format).toMatchObject(format)
  llm.assertDone()
})

test('LangChain is answered over responses, and its chats go on', async () => {
  const llm = new ChatOpenAI({
    model,
    apiKey: 'any',
    useResponsesApi: true,
    configuration: { baseURL: served.baseURL },
  })
  const question = new HumanMessage({
    content: [
      { type: 'text', text: 'What is in this picture?' },
      { type: 'image_url', image_url: { url: await bus() } },
    ],
  })
  const answer = await llm.invoke([question])
  expect(answer.text).toMatch(/bus/)
  let streamed = ''
  const more = new HumanMessage('Is there a bus or a cat in the picture?')
  for await (const chunk of await llm.stream([question, answer, more])) streamed += chunk.text
  expect(streamed).toMatch(/image1.*bus/)
})

test('A batch may have requests for responses', async () => {
  const line = { custom_id: 'a', method: 'POST', url: '/v1/responses' }
  const input = await upload(openai, [
    { ...line, body: { model, input: await asking('What is in this picture?') } },
  ])
  const { id } = await openai.batches.create({
    input_file_id: input.id,
    endpoint: '/v1/responses',
    completion_window: '24h',
  })
  const [answered] = await linesOf(openai, (await ended(openai, id)).output_file_id)
  expect(answered?.response).toMatchObject({
    status_code: 200,
    body: { object: 'response', status: 'completed' },
  })
  expect(JSON.stringify(answered?.response?.body)).toMatch(/bus/)
})

test("A front end's own prompt is answered without a plan", async () => {
  const prompt = '### Task:\nGenerate a title.\n<chat_history>\nUSER: A bus\n</chat_history>\n{"title": ""}'
  const response = await openai.responses.create({ model, input: prompt })
  expect(JSON.parse(response.output_text)).toEqual({ title: 'A bus' })
  expect(response.output.map(({ type }) => type)).toEqual(['message'])
})

test.each<[string, object, string, string?]>([
  [
    'tools of the client',
    { input: 'x', tools: [{ type: 'function', name: 'f' }] },
    'tools',
    'tools_not_supported',
  ],
  [
    'results of its tools',
    { input: [{ type: 'function_call_output', call_id: 'a', output: 'b' }] },
    'input[0].type',
  ],
  [
    'a part of no known type',
    { input: [{ role: 'user', content: [{ type: 'input_dance' }] }] },
    'input[0].content',
  ],
  [
    'a picture without a place',
    { input: [{ role: 'user', content: [{ type: 'input_image' }] }] },
    'input[0].content',
  ],
  [
    'a local file',
    { input: [{ role: 'user', content: [{ type: 'input_file', file_url: 'file:///etc/passwd' }] }] },
    'input[0].content[0].file_url',
    'url_not_allowed',
  ],
  ['nothing', { input: [] }, 'input'],
  [
    'JSON without an LLM',
    { input: 'x', text: { format: { type: 'json_object' } } },
    'text.format',
    'llm_required',
  ],
  ['a background that is not stored', { input: 'x', background: true, store: false }, 'store'],
  ['a conversation', { input: 'x', conversation: 'conv_1' }, 'conversation'],
])('A request for a response with %s is refused, and the field is named', async (_, body, param, code) => {
  const reply = await fetch(`${served.baseURL}/responses`, {
    method: 'POST',
    body: JSON.stringify({ model, ...body }),
  })
  expect(reply.status).toBe(400)
  expect(await reply.json()).toMatchObject({
    error: {
      type: 'invalid_request_error',
      param: expect.stringContaining(param),
      code: code ?? 'invalid_value',
    },
  })
})

test("Another key sees nothing of a response, and can't go on from it", async () => {
  const keyFile = join(served.dir, 'keys.jsonl')
  const keys = await Promise.all(['Anna', 'Ben'].map((name) => addKey(keyFile, { name, scopes: ['run'] })))
  const own = await serveAgent({ serve: { keyFile } })
  onTestFinished(() => own.close())
  const [anna, ben] = keys.map(({ key }) => new OpenAI({ baseURL: own.baseURL, apiKey: key, maxRetries: 0 }))
  if (!anna || !ben) throw new Error('There are two keys.')
  const { id, output } = await anna.responses.create({ model, input: 'Summarize: a bus drives by.' })
  expect((await anna.responses.retrieve(id)).id).toBe(id)
  const item = { type: 'item_reference' as const, id: output.at(-1)?.id ?? '' }
  for (const ask of [
    () => ben.responses.retrieve(id),
    () => ben.responses.cancel(id),
    () => ben.responses.delete(id),
    () => ben.responses.inputItems.list(id),
    () => ben.responses.create({ model, input: 'x', previous_response_id: id }),
    () => ben.responses.create({ model, input: [item, { role: 'user', content: 'x' }] }),
  ])
    await expect(ask()).rejects.toThrow(NotFoundError)
  expect((await anna.responses.retrieve(id)).status).toBe('completed')
})

test("The AI SDK's client of Open Responses answers, streams and reads errors", async () => {
  const provider = createOpenResponses({ name: 'switchyard', url: `${served.baseURL}/responses` })
  const messages = [
    {
      role: 'user' as const,
      content: [
        { type: 'text' as const, text: 'What is in this picture?' },
        { type: 'image' as const, image: await readFile(picture(6)) },
      ],
    },
  ]
  expect((await generateText({ model: provider(model), messages })).text).toMatch(/bus/)
  const streamed = streamText({ model: provider(model), messages })
  expect(await streamed.text).toMatch(/bus/)
  expect(await streamed.reasoningText).toMatch(/image-to-text/)
  await expect(generateText({ model: provider('gpt-9'), messages, maxRetries: 0 })).rejects.toThrow(
    /no model/,
  )
})
