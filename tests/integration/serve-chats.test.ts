import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { addKey } from '../../src/serve/access/key-file.js'
import { serve } from '../../src/serve/serve.js'
import { textField } from '../../src/tools/fields.js'
import { defineTool } from '../../src/tools/tool.js'
import { memo, picture } from '../support/cli.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

let release: () => void = () => {}
/** A step that lasts until the test lets it end. */
const waits = defineTool({
  id: 'wait',
  description: 'Waits until the test says so.',
  phrases: ['wait'],
  input: z.object({ text: textField('Anything.') }),
  output: z.object({ text: textField('What it says then.') }),
  describe: ({ text }) => text,
  run: (_, { signal }) =>
    new Promise((resolve, reject) => {
      release = () => resolve({ text: 'It waited long enough.' })
      signal.addEventListener('abort', () => reject(signal.reason))
    }),
})

let served: ServedAgent
let anna: string
let ben: string
beforeAll(async () => {
  const place = await serveAgent()
  const keyFile = join(place.dir, 'keys.jsonl')
  anna = (await addKey(keyFile, { name: 'Anna', scopes: ['run'] })).key
  ben = (await addKey(keyFile, { name: 'Ben', scopes: ['run'] })).key
  served = await serveAgent({ agent: { tools: [waits] }, serve: { keyFile } })
  return () => place.close()
})
afterAll(() => served?.close())

const turnSchema = z.looseObject({
  id: z.string(),
  run: z.string(),
  status: z.string(),
  answer: z.string().optional(),
  media: z.array(z.looseObject({ digest: z.string() })),
})
const recordSchema = z.looseObject({
  record: z.looseObject({ evidence: z.array(z.unknown()) }),
})
const exportSchema = z.object({
  turns: z.array(
    z.object({
      record: z.object({ steps: z.array(z.object({ output: z.object({ text: z.string() }) })) }).nullable(),
    }),
  ),
})
const errorSchema = z.object({ error: z.looseObject({ param: z.string(), code: z.string() }) })
const linkSchema = z.looseObject({ path: z.string() })
const listSchema = z.looseObject({ data: z.array(z.unknown()) })
const statusSchema = z.looseObject({ status: z.string() })
const chatSchema = z.looseObject({
  id: z.string(),
  title: z.string(),
  turns: z.array(turnSchema).default([]),
})
const plan = (tool: string, input: Record<string, string>) => ({ steps: [{ id: 's1', tool, input }] })

async function call(key: string, path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') {
  const init = body instanceof FormData ? body : body === undefined ? null : JSON.stringify(body)
  const headers = { authorization: `Bearer ${key}` }
  return fetch(`${served.baseURL}${path}`, { method, headers, body: init })
}
const newChat = async (key = anna) => chatSchema.parse(await (await call(key, '/chats', {})).json()).id
const turnOf = async (reply: Response) => turnSchema.parse(await reply.json())

async function ended(chat: string, turn: string, key = anna): Promise<z.output<typeof turnSchema>> {
  for (;;) {
    const now = await turnOf(await call(key, `/chats/${chat}/turns/${turn}`))
    if (now.status !== 'running') return now
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('chats', () => {
  it('remember files and results for later questions, and name what an answer rests on', async () => {
    const chat = await newChat()
    const form = new FormData()
    form.append('file', new Blob([new Uint8Array(await readFile(memo('05')))]), '../../memo.wav')
    const uploaded = await call(anna, '/media', form)
    expect(uploaded.status).toBe(201)
    const media = z
      .looseObject({
        digest: z.string(),
        name: z.string(),
        facts: z.looseObject({ durationSeconds: z.number() }),
      })
      .parse(await uploaded.json())
    expect(media).toMatchObject({ name: 'memo.wav', facts: { sampleRate: 16_000 } })

    const asked = { text: 'What is said in this recording?', media: [{ digest: media.digest }] }
    const first = await turnOf(await call(anna, `/chats/${chat}/turns`, asked))
    expect((await ended(chat, first.id)).answer).toContain('the bus is behind the moon')
    const { record } = recordSchema.parse(await (await call(anna, `/chats/${chat}/turns/${first.id}`)).json())
    expect(record.evidence).toMatchObject([
      { step: 's1', reference: 'audio1', fragment: 't=0.25,1.85', text: 'the bus is behind the moon' },
    ])

    // A later plan may reference what the earlier turn found.
    const again = { text: 'Compare.', after: first.id, plan: plan('wait', { text: '$s1.text' }) }
    const clash = await turnOf(await call(anna, `/chats/${chat}/turns`, again))
    expect(await ended(chat, clash.id)).toMatchObject({ status: 'error', error: { code: 'INVALID_PLAN' } })

    const exported = exportSchema.parse(await (await call(anna, `/chats/${chat}/export`)).json())
    expect(exported.turns[0]?.record?.steps[0]?.output.text).toBe('the bus is behind the moon')
  })

  it('are seen by their own key only, in each of their endpoints', async () => {
    const chat = await newChat()
    const asked = {
      text: 'Describe it.',
      media: [{ url: `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}` }],
    }
    const turn = await turnOf(await call(anna, `/chats/${chat}/turns`, asked))
    await ended(chat, turn.id)
    const paths = ['', '/export', `/turns/${turn.id}`]
    for (const path of paths) {
      expect((await call(anna, `/chats/${chat}${path}`)).status).toBe(200)
      expect((await call(ben, `/chats/${chat}${path}`)).status).toBe(404)
    }
    for (const path of ['', '/turns', `/turns/${turn.id}/again`, `/turns/${turn.id}/resume`])
      expect(
        (await call(ben, `/chats/${chat}${path}`, { title: 'x', text: 'x' })).status,
      ).toBeGreaterThanOrEqual(400)
    expect((await call(ben, `/chats/${chat}`, undefined, 'DELETE')).status).toBe(404)
    expect(listSchema.parse(await (await call(ben, '/chats')).json()).data).toEqual([])
    const link = `/media/${turn.media[0]?.digest}/link`
    expect((await call(ben, link)).status).toBe(404)
    const { path } = linkSchema.parse(await (await call(anna, link)).json())
    // The link opens the picture for a browser, which sends no key.
    expect((await fetch(`${served.server.url}${path}`)).headers.get('content-type')).toBe('image/png')
    expect((await fetch(`${served.server.url}${path}0`)).status).toBe(401)
  })

  it('refuse a question after a turn that still runs, and after one that is not there', async () => {
    const chat = await newChat()
    const running = await turnOf(
      await call(anna, `/chats/${chat}/turns`, { text: 'Wait.', plan: plan('wait', { text: 'x' }) }),
    )
    const soon = await call(anna, `/chats/${chat}/turns`, { text: 'And?', after: running.id })
    expect(soon.status).toBe(409)
    const lost = await call(anna, `/chats/${chat}/turns`, { text: 'And?', after: crypto.randomUUID() })
    expect(errorSchema.parse(await lost.json()).error).toMatchObject({ param: 'after' })
    expect((await call(anna, `/chats/${chat}/turns`, { text: ' ' })).status).toBe(400)
    expect((await call(anna, '/chats/..%2f..', undefined)).status).toBe(404)

    const deleted = await call(anna, `/chats/${chat}`, undefined, 'DELETE')
    expect(deleted.status).toBe(200)
    await expect
      .poll(async () => statusSchema.parse(await (await call(anna, `/runs/${running.run}`)).json()).status)
      .toBe('cancelled')
    // What ends after the chat is gone brings nothing of it back.
    expect((await call(anna, `/chats/${chat}`)).status).toBe(404)
  })

  it('go on after a turn whose step failed, and are called by one line', async () => {
    const chat = await newChat()
    const titled = await call(anna, `/chats/${chat}`, { title: ' \u202egnp\u0000\n<b>photo</b> ' })
    expect(chatSchema.parse(await titled.json()).title).toBe('gnp <b>photo</b>')
    // The demo has no model that writes summaries.
    const asked = { text: 'Summarize: a bus drives by.' }
    const failed = await turnOf(await call(anna, `/chats/${chat}/turns`, asked))
    expect(await ended(chat, failed.id)).toMatchObject({ status: 'failed' })
    const next = await call(anna, `/chats/${chat}/turns`, { text: 'And now?', after: failed.id })
    expect(next.status).toBe(202)
    const again = await call(anna, `/chats/${chat}/turns/${failed.id}/again`, { models: { s1: 'a/b' } })
    expect(errorSchema.parse(await again.json()).error).toMatchObject({ code: 'model_not_allowed' })
  })

  it('that are deleted while they are asked say so', async () => {
    const chat = await newChat()
    const asked = Array.from({ length: 8 }, () => call(anna, `/chats/${chat}/turns`, { text: 'Describe.' }))
    const replies = await Promise.all([call(anna, `/chats/${chat}`, undefined, 'DELETE'), ...asked])
    expect(replies.map(({ status }) => status).filter((status) => ![200, 202, 404].includes(status))).toEqual(
      [],
    )
  })

  it('take other models of the catalogue for a step, and no others', async () => {
    const chat = await newChat()
    const asked = {
      text: 'Describe it.',
      media: [{ url: `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}` }],
    }
    const turn = await turnOf(await call(anna, `/chats/${chat}/turns`, asked))
    await ended(chat, turn.id)
    const again = `/chats/${chat}/turns/${turn.id}/again`
    const foreign = errorSchema.parse(
      await (await call(anna, again, { models: { s1: 'someone/else' } })).json(),
    )
    expect(foreign.error).toMatchObject({ code: 'model_not_allowed', param: 'models.s1' })
    expect((await call(anna, again, { models: { s9: 'pictogram/captioner-tiny' } })).status).toBe(400)
    const second = await turnOf(await call(anna, again, { models: { s1: 'pictogram/captioner-tiny' } }))
    expect(await ended(chat, second.id)).toMatchObject({ status: 'answered', after: null })
    const both = chatSchema.parse(await (await call(anna, `/chats/${chat}`)).json())
    expect(both.turns.map(({ id }) => id)).toEqual([turn.id, second.id])
  })

  it('are carried on by the next server, once, however many ask for it', async () => {
    const first = await serve(served.agent, { port: 0 })
    const at = (path: string) => `${first.url}/v1/chats${path}`
    const post = (url: string, body: unknown) => fetch(url, { method: 'POST', body: JSON.stringify(body) })
    const { id } = chatSchema.parse(await (await post(at(''), { title: 'Waiting' })).json())
    const asked = { text: 'Wait.', plan: plan('wait', { text: 'for the next server' }) }
    const turn = await turnOf(await post(at(`/${id}/turns`), asked))
    await first.close({ drainMs: 0 })

    const second = await serve(served.agent, { port: first.port })
    try {
      // A crash in the middle of a write leaves half a line.
      const { cache } = served.agent.parts.dirs
      await appendFile(join(cache, 'serve', 'chats', 'local', id, 'turns.jsonl'), '{"id":"')
      const read = async () => chatSchema.parse(await (await fetch(at(`/${id}`))).json())
      expect((await read()).turns).toMatchObject([{ id: turn.id, status: 'interrupted' }])
      const resume = () => post(at(`/${id}/turns/${turn.id}/resume`), {}).then(turnOf)
      const [one, other] = await Promise.all([resume(), resume()])
      expect(one.run).toBe(other.run)
      expect(one.run).not.toBe(turn.run)
      const { turns } = await read()
      expect(turns).toMatchObject([{ id: turn.id, status: 'running' }])
      await expect
        .poll(
          async () => {
            release()
            return (await read()).turns[0]?.status
          },
          { timeout: 20_000 },
        )
        .toBe('answered')
    } finally {
      await second.close({ drainMs: 0 })
    }
  })
})
