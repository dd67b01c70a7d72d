import { readFile } from 'node:fs/promises'
import { DefaultChatTransport, readUIMessageStream } from 'ai'
import { createParser } from 'eventsource-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { addKey } from '../../src/serve/access/key-file.js'
import { createApprovals } from '../../src/serve/runs/approvals.js'
import { picture } from '../support/cli.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

let served: ServedAgent
beforeAll(async () => {
  served = await serveAgent({ agent: { set: ['approval=always'] } })
})
afterAll(() => served?.close())

const waitingSchema = z.looseObject({
  request: z.looseObject({
    runId: z.string(),
    hash: z.string(),
    plan: z.object({ steps: z.array(z.looseObject({ id: z.string(), input: z.looseObject({}) })) }),
  }),
  signature: z.string(),
})
const runSchema = z.looseObject({ id: z.string(), status: z.string() })

const call = (path: string, body?: unknown) =>
  fetch(`${served.baseURL}${path}`, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  })
const runOf = async (id: string) => runSchema.parse(await (await call(`/runs/${id}`)).json())

/** Events of a run up to one of a type, as its client reads them. */
async function eventsUntil(id: string, type: string) {
  const reply = await call(`/runs/${id}/events`)
  const events: { event: string | undefined; data: string }[] = []
  const parser = createParser({ onEvent: ({ event, data }) => events.push({ event, data }) })
  for await (const piece of reply.body ?? []) {
    parser.feed(Buffer.from(piece).toString())
    if (events.some(({ event }) => event === type)) break
  }
  return events
}

/** Starts a run and reads what it asks. */
async function ask() {
  const url = `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`
  const reply = await call('/runs', { text: 'Describe this picture.', media: [{ url }] })
  const { id } = runSchema.parse(await reply.json())
  const asked = (await eventsUntil(id, 'approval-requested')).at(-1)
  const { request, signature } = waitingSchema.parse(JSON.parse(asked?.data ?? '{}'))
  return { id, request, proof: { hash: request.hash, signature } }
}

/** How a run has ended. */
async function endOf(id: string) {
  await eventsUntil(id, 'done')
  return runOf(id)
}

describe('A run that waits for approval', () => {
  test('says so with its plan, forecast and signature, and runs once it is approved', async () => {
    const { id, request, proof } = await ask()
    expect(await runOf(id)).toMatchObject({
      status: 'waiting_for_approval',
      approval: {
        signature: proof.signature,
        request: { hash: proof.hash, forecast: { steps: [{ tool: 'image-to-text', leaves: false }] } },
      },
    })
    expect(await (await call('/runs')).json()).toMatchObject({
      data: [{ id, status: 'waiting_for_approval' }],
    })
    const reply = await call(`/runs/${id}/approval`, { ...proof, decision: 'approve' })
    expect(reply.status).toBe(200)
    expect(await endOf(id)).toMatchObject({ status: 'answered', result: { plan: request.plan } })
    const again = await call(`/runs/${id}/approval`, { ...proof, decision: 'approve' })
    expect(again.status).toBe(409)
  })

  test('ends as declined, with the reason', async () => {
    const { id, proof } = await ask()
    await call(`/runs/${id}/approval`, { ...proof, decision: 'decline', reason: 'Not today.' })
    expect(await endOf(id)).toMatchObject({
      status: 'declined',
      error: { code: 'DECLINED', message: expect.stringContaining('Not today.') },
    })
  })

  test('takes no decision without the right hash and signature, and goes on waiting', async () => {
    const { id, proof } = await ask()
    const other = await ask()
    const forged = createApprovals({ catalog: served.agent.parts.catalog }).sign({
      runId: id,
      hash: proof.hash,
      expiresAt: '',
    })
    for (const wrong of [
      { ...proof, hash: 'f'.repeat(64) },
      { ...proof, signature: other.proof.signature },
      { ...proof, signature: forged },
      { ...proof, signature: '' },
    ]) {
      const reply = await call(`/runs/${id}/approval`, { ...wrong, decision: 'approve' })
      expect(reply.status).toBe(403)
    }
    expect((await runOf(id)).status).toBe('waiting_for_approval')
    await call(`/runs/${id}/cancel`, {})
    await call(`/runs/${other.id}/cancel`, {})
    expect((await runOf(id)).status).toBe('cancelled')
    const late = await call(`/runs/${id}/approval`, { ...proof, decision: 'approve' })
    expect(late.status).toBe(409)
  })

  test('runs as it was changed, once the changed plan is right', async () => {
    const { id, request, proof } = await ask()
    const steps = request.plan.steps
    const withInput = (input: object) => steps.map((step) => ({ ...step, input }))
    const edit = (changed: unknown) =>
      call(`/runs/${id}/approval`, { ...proof, decision: 'edit', plan: { steps: changed } })
    const wrong = await edit(withInput({ image: '$image9' }))
    expect(wrong.status).toBe(400)
    expect(await wrong.text()).toMatch(/image9.*still waits/)
    const named = await edit(steps.map((step) => ({ ...step, model: 'owner/name' })))
    expect(await named.text()).toContain('names another model, and the catalogue has no owner/name')
    expect((await runOf(id)).status).toBe('waiting_for_approval')

    const extra = { id: 'e1', tool: 'object-detection', input: { image: '$image1' } }
    expect((await edit([extra])).status).toBe(200)
    expect(await endOf(id)).toMatchObject({ result: { plan: { steps: [{ id: 'e1' }] } } })
  })

  test('can not be decided on by another key', async () => {
    const keyFile = `${served.dir}/keys`
    const { key: anna } = await addKey(keyFile, { name: 'Anna', scopes: ['run'] })
    const { key: ben } = await addKey(keyFile, { name: 'Ben', scopes: ['run'] })
    const keyed = await serveAgent({ agent: { set: ['approval=always'] }, serve: { keyFile } })
    try {
      const as = (key: string, path: string, body?: unknown) =>
        fetch(`${keyed.baseURL}${path}`, {
          headers: { authorization: `Bearer ${key}` },
          ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
        })
      const plan = { steps: [{ id: 's1', tool: 'text-classification', input: { text: 'Fine.' } }] }
      const { id } = runSchema.parse(await (await as(anna, '/runs', { text: 'Mood?', plan })).json())
      let waiting: unknown
      while (!waiting) waiting = runSchema.parse(await (await as(anna, `/runs/${id}`)).json()).approval
      const { request, signature } = waitingSchema.parse(waiting)
      const decision = { hash: request.hash, signature, decision: 'approve' }
      expect((await as(ben, `/runs/${id}/approval`, decision)).status).toBe(404)
      expect((await as(anna, `/runs/${id}/approval`, decision)).status).toBe(200)
    } finally {
      await keyed.close()
    }
  })

  test('is told in a UI message stream, and decided with the run id of its message', async () => {
    const chat = new DefaultChatTransport({ api: `${served.server.url}/api/chat` })
    const parts = [{ type: 'text' as const, text: 'Summarize: a bus drives by. It is red.' }]
    const stream = await chat.sendMessages({
      ...{ trigger: 'submit-message', chatId: 'ui', messageId: undefined, abortSignal: undefined },
      messages: [{ id: 'm1', role: 'user', parts }],
    })
    const states: unknown[] = []
    for await (const message of readUIMessageStream({ stream })) {
      const part = message.parts.find(({ type }) => type === 'data-approval')
      if (!part || !('data' in part)) continue
      const { state } = z.looseObject({ state: z.string() }).parse(part.data)
      if (states.at(-1) === state) continue
      states.push(state)
      if (state !== 'requested') continue
      const { request, signature } = waitingSchema.parse(part.data)
      expect(message.id).toBe(request.runId)
      await call(`/runs/${message.id}/approval`, { hash: request.hash, signature, decision: 'approve' })
    }
    expect(states).toEqual(['requested', 'approved'])
  })

  test('is refused where a client can not be asked, with what to do', async () => {
    const reply = await call('/chat/completions', {
      model: 'demo',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Say "hello" in German.' }] }],
    })
    expect(reply.status).toBe(403)
    expect(await reply.json()).toMatchObject({
      error: { code: 'approval_needed', message: expect.stringContaining('approval: never') },
    })
  })
})
