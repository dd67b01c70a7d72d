import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startTracing } from '../../src/ops/start-tracing.js'
import { addKey } from '../../src/serve/access/key-file.js'
import { createHandler } from '../../src/serve/create-handler.js'
import { createServerLog, type LogLevel } from '../../src/serve/telemetry/server-log.js'
import { scriptedModel } from '../../src/testing.js'
import { startOtlpCollector } from '../support/otlp-collector.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

const chat = (url: string, headers: Record<string, string> = {}, more: object = {}) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model: 'demo', messages: [{ role: 'user', content: 'Greet me.' }], ...more }),
  })

describe('The metrics of a server', () => {
  let served: ServedAgent
  let keyFile: string
  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'switchyard-serve-'))
    keyFile = join(dir, 'keys.jsonl')
    const llm = scriptedModel([
      { json: { steps: [] }, usage: { inputTokens: 100, outputTokens: 7 } },
      { stream: ['Hello.'], usage: { inputTokens: 50, outputTokens: 3 } },
    ])
    const price = ['llmPrice.perMillionInputTokens=10', 'llmPrice.perMillionOutputTokens=0']
    served = await serveAgent({ agent: { llm, set: ['planner=auto', ...price] }, serve: { keyFile } })
  })
  afterAll(async () => {
    await served?.close()
    await rm(dirname(keyFile), { recursive: true, force: true })
  })
  const metrics = (headers: Record<string, string> = {}) => fetch(`${served.server.url}/metrics`, { headers })

  test('tell what it was asked, what it used and what goes on, and nothing that a client wrote', async () => {
    const { key } = await addKey(keyFile, { name: 'Anna', scopes: ['run'] })
    const reply = await chat(served.server.url, { authorization: `Bearer ${key}` }, { stream: true })
    expect(await reply.text()).toContain('Hello.')
    await fetch(`${served.server.url}/v1/runs/secret-words`)
    await fetch(`${served.server.url}/secret-words`, { method: 'BREW' }).catch(() => undefined)
    const text = await (await metrics()).text()
    expect(text).toContain(
      'switchyard_http_requests_total{method="POST",route="/v1/chat/completions",status="200"} 1',
    )
    expect(text).toMatch(/switchyard_http_request_seconds_count\{.*route="\/v1\/chat\/completions"\} 1/)
    for (const line of [
      'switchyard_tokens_total{direction="input"} 150',
      'switchyard_tokens_total{direction="output"} 10',
      'switchyard_cost_usd_total 0.0015',
      'switchyard_runs_running 0',
      'switchyard_runs_waiting 0',
      'switchyard_streams_open 0',
    ])
      expect(text).toContain(`\n${line}\n`)
    expect(text).not.toContain('secret-words')
  })

  test('are for this machine, and for a key of an admin', async () => {
    expect((await metrics()).status).toBe(200)
    const through = { 'x-forwarded-for': '203.0.113.7' }
    expect((await metrics(through)).status).toBe(401)
    const run = await addKey(keyFile, { name: 'Ben', scopes: ['run'] })
    expect((await metrics({ ...through, authorization: `Bearer ${run.key}` })).status).toBe(403)
    const admin = await addKey(keyFile, { name: 'Ada', scopes: ['admin'] })
    expect((await metrics({ ...through, authorization: `Bearer ${admin.key}` })).status).toBe(200)
  })

  test('are not for a network on a server without keys, and for whom a server of your own lets', async () => {
    const open = await serveAgent()
    onTestFinished(() => open.close())
    const url = `${open.server.url}/metrics`
    expect((await fetch(url)).status).toBe(200)
    expect((await fetch(url, { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(403)
    const handler = createHandler(open.agent)
    expect((await handler(new Request('http://localhost/metrics'))).status).toBe(200)
  })
})

test('A request goes on with the trace of its client, and so does its run', async () => {
  const collector = await startOtlpCollector()
  onTestFinished(() => collector.close())
  const before = process.env.OTEL_EXPORTER_OTLP_ENDPOINT
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url
  onTestFinished(() => {
    if (before === undefined) delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT
    else process.env.OTEL_EXPORTER_OTLP_ENDPOINT = before
  })
  const stop = await startTracing((text) => {
    throw new Error(text)
  })
  const served = await serveAgent()
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`
  expect((await chat(served.server.url, { traceparent })).status).toBe(200)
  expect((await chat(served.server.url, { traceparent: 'nonsense' })).status).toBe(200)
  await served.close()
  await stop()
  const spans = collector.spans.filter((span) => span.traceId === traceId)
  const request = spans.find(({ name }) => name === 'POST /v1/chat/completions')
  expect(request).toMatchObject({
    parentSpanId: '00f067aa0ba902b7',
    attributes: { 'http.response.status_code': 200, 'http.route': '/v1/chat/completions' },
  })
  const run = spans.find(({ name }) => name === 'invoke_agent switchyard')
  expect(run?.parentSpanId).toBe(request?.spanId)
  expect(
    JSON.stringify(collector.spans, (_, value) => (typeof value === 'bigint' ? '' : value)),
  ).not.toContain('Greet me')
})

describe('The log of a server', () => {
  const entry = {
    ...{ requestId: 'r1', method: 'POST', route: '/v1/files', owner: 'a1b2', bodyBytes: 5 },
    ...{ status: 200, durationMs: 12.34 },
  }
  const linesOf = (level: LogLevel) => {
    const lines: unknown[] = []
    const log = createServerLog({ level, write: (text) => lines.push(JSON.parse(text)) })
    return { lines, log }
  }

  test('has a line of JSON for each request, with ids and sizes', () => {
    const { lines, log } = linesOf('info')
    log.onRequest(entry)
    expect(lines).toEqual([
      {
        ...{ level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), msg: 'request' },
        ...{ requestId: 'r1', method: 'POST', route: '/v1/files', status: 200 },
        ...{ bodyBytes: 5, key: 'a1b2', durationMs: 12.3 },
      },
    ])
  })

  test('says as much as it is told to', () => {
    for (const [level, count] of [
      ['silent', 0],
      ['error', 2],
      ['warn', 3],
      ['info', 4],
      ['debug', 5],
    ] as const) {
      const { lines, log } = linesOf(level)
      log.onRequest(entry)
      log.onRequest({ ...entry, route: '/healthz' })
      log.onRequest({ ...entry, status: 503 })
      log.onRequest({ ...entry, status: 500 })
      log.onFault({ requestId: 'r1', description: 'TypeError' })
      expect([level, lines.length]).toEqual([level, count])
    }
  })

  test('is for people on a terminal', () => {
    const lines: string[] = []
    const log = createServerLog({
      level: 'info',
      write: (text) => lines.push(text),
      render: ({ request }) => `${request?.method} ${request?.status}`,
    })
    log.onRequest(entry)
    expect(lines).toEqual(['POST 200\n'])
  })
})
