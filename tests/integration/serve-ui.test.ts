import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AbstractChat, type ChatState, DefaultChatTransport, readUIMessageStream, type UIMessage } from 'ai'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { SwitchyardError } from '../../src/core/errors.js'
import { addKey } from '../../src/serve/access/key-file.js'
import { textField } from '../../src/tools/fields.js'
import { defineTool } from '../../src/tools/tool.js'
import { picture } from '../support/cli.js'
import { createHeldTool } from '../support/held-tool.js'
import { until } from '../support/queue-place.js'
import { fixtureModels, type ServedAgent, serveAgent } from '../support/served-agent.js'

const held = createHeldTool()
let served: ServedAgent
beforeAll(async () => {
  served = await serveAgent({ agent: { tools: [held.tool] } })
})
afterAll(() => served?.close())

const loaded = 60_000
const bus = async () => ({
  type: 'file' as const,
  mediaType: 'image/png',
  filename: 'scene-06.png',
  url: `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`,
})
const transport = (own = served, headers: Record<string, string> = {}) =>
  new DefaultChatTransport({ api: `${own.server.url}/api/chat`, headers })

/** What `useChat` keeps in a page. */
class PageChat extends AbstractChat<UIMessage> {
  constructor(options: { id: string; messages?: UIMessage[]; of?: ServedAgent; data?: unknown[] }) {
    const state: ChatState<UIMessage> = {
      status: 'ready',
      error: undefined,
      messages: [...(options.messages ?? [])],
      pushMessage: (message) => state.messages.push(message),
      popMessage: () => state.messages.pop(),
      replaceMessage: (at, message) => {
        state.messages[at] = message
      },
      snapshot: (thing) => structuredClone(thing),
    }
    super({
      id: options.id,
      transport: transport(options.of),
      state,
      onData: (part) => options.data?.push(part),
    })
  }
}
const textOf = (message: UIMessage | undefined) =>
  (message?.parts ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('')
const kindsOf = (message: UIMessage | undefined) => (message?.parts ?? []).map(({ type }) => type)
const stop = (id: string) => fetch(`${served.server.url}/api/chat/${id}/stop`, { method: 'POST' })
const isRunning = async () =>
  ((await (await fetch(`${served.server.url}/readyz`)).json()) as { running: number }).running > 0

test(
  'A chat shows plan, steps, answer and sources, and goes on from what it found',
  async () => {
    const data: unknown[] = []
    const chat = new PageChat({ id: 'pictures', data })
    await chat.sendMessage({ text: 'What is in this picture?', files: [await bus()] })
    expect(chat.error).toBeUndefined()
    expect(chat.status).toBe('ready')
    const answer = chat.lastMessage
    expect(textOf(answer)).toMatch(/bus/)
    expect(kindsOf(answer)).toEqual(['data-plan', 'dynamic-tool', 'text', 'source-document'])
    const [plan, step] = answer?.parts ?? []
    expect(plan).toMatchObject({ id: 'plan', data: { by: 'rules', steps: [{ tool: 'image-to-text' }] } })
    expect(step).toMatchObject({
      toolName: 'image-to-text',
      state: 'output-available',
      providerExecuted: true,
      input: { image: '$image1' },
      output: { status: 'done', subject: 'image1 (scene-06.png)', summary: expect.stringContaining('bus') },
    })
    expect(answer?.parts.at(-1)).toMatchObject({
      sourceId: 's1',
      title: expect.stringContaining('scene-06.png'),
    })
    expect(answer?.metadata).toMatchObject({ status: 'answered', usage: { cost: 0 } })
    expect(data).toContainEqual(expect.objectContaining({ type: 'data-step' }))

    await chat.sendMessage({ text: 'Is there a bus or a cat in the picture?' })
    expect(textOf(chat.lastMessage)).toMatch(/image1.*bus/)
    await chat.regenerate()
    expect(textOf(chat.lastMessage)).toMatch(/image1.*bus/)
    expect(chat.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant'])
  },
  loaded,
)

test('A tab that is closed stops nothing: another one finds the answer from its begin', async () => {
  const before = { ...held.counts }
  const first = new PageChat({ id: 'tabs' })
  const sending = first.sendMessage({ text: 'Wait for ever: hello' })
  await until(() => held.counts.started > before.started)
  await until(() => kindsOf(first.lastMessage).includes('dynamic-tool'))
  const second = new PageChat({ id: 'tabs', messages: structuredClone(first.messages.slice(0, 1)) })
  await first.stop()
  await sending
  const resuming = second.resumeStream()
  await until(() => kindsOf(second.lastMessage).includes('dynamic-tool'))
  expect(held.counts.stopped).toBe(before.stopped)
  held.release()
  await resuming
  expect(textOf(second.lastMessage)).toMatch(/It waited with hello/i)
  expect(second.lastMessage?.id).toBe(first.lastMessage?.id)
  // It was read to its end: there is nothing to resume any more.
  expect(await transport().reconnectToStream({ chatId: 'tabs' })).toBeNull()
})

test('An answer that ended while nobody looked is there when somebody comes back', async () => {
  const before = held.counts.started
  const first = new PageChat({ id: 'away' })
  const sending = first.sendMessage({ text: 'Wait for ever: hello' })
  await until(() => held.counts.started > before)
  await first.stop()
  await sending
  held.release()
  await until(async () => !(await isRunning()))
  const second = new PageChat({ id: 'away', messages: structuredClone(first.messages.slice(0, 1)) })
  await second.resumeStream()
  expect(textOf(second.lastMessage)).toMatch(/It waited with hello/i)
})

test('Stopping ends the answer for all who read it, and a new message ends the answer before', async () => {
  const before = { ...held.counts }
  const chat = new PageChat({ id: 'stops' })
  const sending = chat.sendMessage({ text: 'Wait for ever: hello' })
  await until(() => held.counts.started > before.started)
  expect((await stop('stops')).status).toBe(204)
  await sending
  expect(chat.status).toBe('ready')
  expect(held.counts.stopped).toBe(before.stopped + 1)

  const again = chat.sendMessage({ text: 'Wait for ever: again' })
  await until(() => held.counts.started > before.started + 1)
  const other = new PageChat({ id: 'stops', messages: structuredClone(chat.messages) })
  await other.sendMessage({ text: 'Summarize: a bus drives by.' })
  await again
  expect(held.counts.stopped).toBe(before.stopped + 2)
  expect(await isRunning()).toBe(false)
})

test('A picture that was made comes as a file, and its link can be sent again', async () => {
  const own = await serveAgent({ agent: { set: fixtureModels } })
  onTestFinished(() => own.close())
  const chat = new PageChat({ id: 'made', of: own })
  await chat.sendMessage({ text: 'Upscale this picture.', files: [await bus()] })
  const file = chat.lastMessage?.parts.find((part) => part.type === 'file')
  expect(file).toMatchObject({ mediaType: 'image/png', url: expect.stringContaining('/v1/media/') })
  const url = file?.type === 'file' ? file.url : ''
  const shown = await fetch(url)
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png'])
  expect(textOf(chat.lastMessage)).not.toContain('/v1/media/')

  const stream = await transport(own).sendMessages({
    ...{ trigger: 'submit-message', chatId: 'again', messageId: undefined, abortSignal: undefined },
    messages: [
      {
        id: '1',
        role: 'user',
        parts: [
          { type: 'text', text: 'Hello.' },
          { type: 'file', mediaType: 'image/png', url },
        ],
      },
    ],
  })
  let answer: UIMessage | undefined
  for await (const message of readUIMessageStream({ stream })) answer = message
  expect(textOf(answer)).toMatch(/image1 .enlarged picture./)
})

test('An upload can be attached by its link', async () => {
  const form = new FormData()
  form.set('file', new File([await readFile(picture(6))], 'big.png'))
  const uploaded = await fetch(`${served.baseURL}/files`, { method: 'POST', body: form })
  const { id } = z.object({ id: z.string() }).parse(await uploaded.json())
  const attach = (url: string) => ({
    text: 'What is in this picture?',
    files: [{ type: 'file' as const, mediaType: 'image/png', url }],
  })
  const chat = new PageChat({ id: 'uploads' })
  await chat.sendMessage(attach(`${served.baseURL}/files/${id}/content`))
  expect(textOf(chat.lastMessage)).toMatch(/bus/)
  const other = new PageChat({ id: 'no-upload' })
  await other.sendMessage(attach(`${served.baseURL}/files/file-${'0'.repeat(32)}/content`))
  expect(other.error?.message).toMatch(/Only https: and data: URLs are taken/)
})

test('A step that fails is shown as such, and what needs it too', async () => {
  const breaks = defineTool({
    id: 'break',
    description: 'Always fails.',
    phrases: ['break'],
    input: z.object({ text: textField('Anything.') }),
    output: z.object({ text: textField('Never comes.') }),
    describe: () => '',
    run: async () => {
      throw new SwitchyardError('PROVIDER_REJECTED', 'It is broken.')
    },
  })
  const own = await serveAgent({ agent: { tools: [breaks] } })
  onTestFinished(() => own.close())
  const chat = new PageChat({ id: 'fails', of: own })
  await chat.sendMessage({ text: 'Break: hello' })
  expect(chat.status).toBe('ready')
  const step = chat.lastMessage?.parts.find(({ type }) => type === 'dynamic-tool')
  expect(step).toMatchObject({ state: 'output-error', errorText: 'It is broken.', toolName: 'break' })
  expect(chat.lastMessage?.metadata).toMatchObject({ status: 'failed' })
  expect(textOf(chat.lastMessage)).toMatch(/It is broken/)
})

test('What is wrong with a message is said in a sentence', async () => {
  const chat = new PageChat({ id: 'wrong' })
  await chat.sendMessage({
    text: 'What is this?',
    files: [{ type: 'file', mediaType: 'image/png', url: 'file:///etc/passwd' }],
  })
  expect(chat.status).toBe('error')
  expect(chat.error?.message).toMatch(/^Only https: and data: URLs are taken/)
  const bad = await fetch(`${served.server.url}/api/chat`, {
    method: 'POST',
    body: '{"id":"x","messages":[]}',
  })
  expect([bad.status, await bad.text()]).toEqual([400, expect.stringContaining('messages')])
})

test("A chat of another key's is not there", async () => {
  const keyFile = join(served.dir, 'keys.jsonl')
  const [anna, ben] = await Promise.all(
    ['Anna', 'Ben'].map(async (name) => (await addKey(keyFile, { name, scopes: ['run'] })).key),
  )
  const own = await serveAgent({ agent: { tools: [held.tool] }, serve: { keyFile } })
  onTestFinished(() => own.close())
  const before = { ...held.counts }
  const as = (key: string | undefined) => ({ headers: { authorization: `Bearer ${key}` } })
  const stream = await transport(own, as(anna).headers).sendMessages({
    trigger: 'submit-message',
    chatId: 'mine',
    messageId: undefined,
    abortSignal: undefined,
    messages: [{ id: '1', role: 'user', parts: [{ type: 'text', text: 'Wait for ever: hello' }] }],
  })
  await until(() => held.counts.started > before.started)
  expect((await fetch(`${own.server.url}/api/chat/mine/stream`, as(ben))).status).toBe(204)
  expect((await fetch(`${own.server.url}/api/chat/mine/stop`, { method: 'POST', ...as(ben) })).status).toBe(
    204,
  )
  expect(held.counts.stopped).toBe(before.stopped)
  expect((await fetch(`${own.server.url}/api/chat/mine/stop`, { method: 'POST', ...as(anna) })).status).toBe(
    204,
  )
  const kinds: string[] = []
  for await (const { type } of stream) kinds.push(type)
  expect(kinds.at(-1)).toBe('abort')
})
