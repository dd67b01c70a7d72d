import { readFile } from 'node:fs/promises'
import { createParser } from 'eventsource-parser'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createHandler } from '../../src/serve/create-handler.js'
import { openApiDocument } from '../../src/serve/native/openapi.js'
import { picture, samples } from '../support/cli.js'
import { fixtureModels, type ServedAgent, serveAgent } from '../support/served-agent.js'

let demo: ServedAgent
/** The same server with random models of every kind. */
let random: ServedAgent
beforeAll(async () => {
  demo = await serveAgent()
  random = await serveAgent({ agent: { set: fixtureModels } })
})
afterAll(async () => {
  await demo?.close()
  await random?.close()
})

const fileSchema = z.looseObject({ digest: z.string() })
const documentRunSchema = z.looseObject({
  result: z.looseObject({ media: z.object({ text1: fileSchema.extend({ original: fileSchema }) }) }),
})
const runSchema = z.looseObject({ id: z.string(), status: z.string() })
async function call(path: string, body?: unknown, headers: Record<string, string> = {}) {
  return fetch(`${demo.baseURL}${path}`, {
    headers,
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  })
}

async function eventsOf(id: string, after?: string) {
  const reply = await call(
    `/runs/${id}/events`,
    undefined,
    after === undefined ? {} : { 'last-event-id': after },
  )
  const events: { id: string | undefined; event: string | undefined; data: string }[] = []
  const parser = createParser({ onEvent: ({ id, event, data }) => events.push({ id, event, data }) })
  parser.feed(await reply.text())
  return events
}

describe('A run', () => {
  const create = async () => {
    const url = `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`
    const reply = await call('/runs', { text: 'What is in this picture?', media: [{ url }] })
    expect(reply.status).toBe(202)
    const run = runSchema.parse(await reply.json())
    expect(reply.headers.get('location')).toBe(`/v1/runs/${run.id}`)
    return run
  }

  test('is made, tells its events, and can be asked for its record', async () => {
    const { id } = await create()
    const events = await eventsOf(id)
    const kinds = events.map(({ event }) => event)
    expect(kinds).toEqual(
      expect.arrayContaining(['plan-created', 'step-finished', 'answer-delta', 'run-finished']),
    )
    expect([kinds[0], kinds.at(-1)]).toEqual(['run-started', 'done'])
    expect(events.slice(0, -1).map(({ id }) => Number(id))).toEqual(
      events.slice(0, -1).map((_, at) => at + 1),
    )

    const run = runSchema.parse(await (await call(`/runs/${id}`)).json())
    expect(run).toMatchObject({
      status: 'answered',
      result: { plan: { steps: [{ tool: 'image-to-text' }] } },
    })
    expect(JSON.stringify(run)).toMatch(/bus/)
    expect(await (await call('/runs')).json()).toMatchObject({ data: [{ id, status: 'answered' }] })
  })

  test('tells the rest of its events to a reader that comes back', async () => {
    const { id } = await create()
    const all = await eventsOf(id)
    expect(await eventsOf(id, '3')).toEqual(all.slice(3))
  })

  test('takes media of earlier runs by their digest, and uploads by their id', async () => {
    const { id } = await create()
    await eventsOf(id)
    const { result } = z
      .object({ result: z.object({ media: z.record(z.string(), z.object({ digest: z.string() })) }) })
      .parse(await (await call(`/runs/${id}`)).json())
    const digest = result.media.image1?.digest ?? ''
    const file = await new OpenAI({ baseURL: demo.baseURL, apiKey: 'any' }).files.create({
      file: new File([await readFile(picture(2, 'jpg'))], 'second.jpg'),
      purpose: 'user_data',
    })
    const reply = await call('/plans', {
      text: 'Compare the pictures.',
      media: [{ digest }, { file_id: file.id }],
    })
    expect(await reply.json()).toMatchObject({
      media: { image1: { digest }, image2: { name: 'second.jpg' } },
    })
    expect((await call('/plans', { text: 'x', media: [{ digest: 'a'.repeat(64) }] })).status).toBe(404)
  })
})

test('A document is handed out as it came, beside what was read from it', async () => {
  const pdf = await readFile(samples('documents/report.pdf'))
  const url = `data:application/pdf;base64,${pdf.toString('base64')}`
  const { id } = runSchema.parse(
    await (await call('/runs', { text: 'How many pages does it have?', media: [{ url }] })).json(),
  )
  await eventsOf(id)
  const { result } = documentRunSchema.parse(await (await call(`/runs/${id}`)).json())
  const { digest, original } = result.media.text1
  const [text, document] = await Promise.all([digest, original.digest].map((one) => call(`/media/${one}`)))
  expect(text?.headers.get('content-type')).toContain('text/plain')
  expect(document?.headers.get('content-type')).toBe('application/pdf')
  expect(Buffer.from((await document?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(pdf)
})

test('A plan is made and forecast, and nothing runs', async () => {
  const url = `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`
  const plan = await (await call('/plans', { text: 'Describe this picture.', media: [{ url }] })).json()
  expect(plan).toMatchObject({
    plan: { steps: [{ tool: 'image-to-text' }] },
    planned: { by: 'rules' },
    forecast: { steps: [{ candidate: 'local:pictogram/captioner-tiny@main:q8' }] },
  })
})

test('The tools are listed with their schemas and whether they can run here', async () => {
  const tools = z
    .object({ data: z.array(z.looseObject({ id: z.string(), available: z.boolean() })) })
    .parse(await (await call('/tools')).json()).data
  const available = (id: string) => tools.find((tool) => tool.id === id)?.available
  expect(available('image-to-text')).toBe(true)
  expect(available('text-to-image')).toBe(false)
  expect(tools[0]).toMatchObject({ input: { type: 'object' }, output: { type: 'object' } })
})

test('The description of the server names every endpoint that it has, and no other', async () => {
  const { createService } = await import('../../src/serve/create-service.js')
  const { app, close } = await createService(demo.agent)
  const routes = app.routes
    .filter(({ method, path }) => method !== 'ALL' && path !== '/*')
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
  close()
  const described = Object.entries(openApiDocument().paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  )
  expect([...described].sort()).toEqual([...new Set(routes)].sort())
})

test('The handler answers without a server', async () => {
  const handler = createHandler(demo.agent)
  const reply = await handler(new Request('http://localhost/v1/models'))
  const { data } = z.object({ data: z.array(z.object({ id: z.string() })) }).parse(await reply.json())
  expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(['demo', 'image-to-text']))
  expect((await handler(new Request('http://elsewhere.example/v1/models'))).status).toBe(403)
})

describe('With models of every kind', () => {
  const openai = () => new OpenAI({ baseURL: random.baseURL, apiKey: 'any' })

  test('texts become vectors, the same in both encodings', async () => {
    const ask = (encoding_format: 'float' | 'base64' | undefined) =>
      openai().embeddings.create({
        model: 'feature-extraction',
        input: ['a bus', '$image1 {{s1.text}}'],
        ...(encoding_format && { encoding_format }),
      })
    const floats = (await ask('float')).data.map(({ embedding }) => embedding)
    expect(floats).toHaveLength(2)
    const decoded = (await ask(undefined)).data.map(({ embedding }) => embedding)
    for (const [at, vector] of floats.entries())
      for (const [place, value] of vector.entries()) expect(decoded[at]?.[place]).toBeCloseTo(value, 6)
  })

  test('a text is read aloud', async () => {
    const speech = await openai().audio.speech.create({
      model: 'text-to-speech',
      voice: 'alloy',
      input: 'hello there',
      response_format: 'wav',
    })
    expect(speech.headers.get('content-type')).toMatch(/^audio\/.*wav/)
    expect(Buffer.from(await speech.arrayBuffer()).toString('latin1', 0, 4)).toBe('RIFF')
    await expect(
      openai().audio.speech.create({
        model: 'text-to-speech',
        voice: 'alloy',
        input: 'hello',
        response_format: 'opus',
      }),
    ).rejects.toMatchObject({ status: 400, param: 'response_format' })
  })
})
