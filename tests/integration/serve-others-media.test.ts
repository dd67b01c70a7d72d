import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { addKey } from '../../src/serve/access/key-file.js'
import { type AgentServer, serve } from '../../src/serve/serve.js'
import { until } from '../support/queue-place.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

const secret = 'hushhush'
const csv = [
  `day,${secret}`,
  ...Array.from({ length: 40 }, (_, at) => `2026-01-${at + 1},${at === 20 ? 900 : at % 3}`),
]
const idSchema = z.looseObject({ id: z.string() })

describe('A table of another key', { timeout: 60_000 }, () => {
  let served: ServedAgent
  let server: AgentServer
  let keys: { anna: string; ben: string }
  let digest: string
  beforeAll(async () => {
    served = await serveAgent()
    const keyFile = join(served.dir, 'keys.jsonl')
    const keyOf = async (name: string) => (await addKey(keyFile, { name, scopes: ['run', 'batch'] })).key
    keys = { anna: await keyOf('anna'), ben: await keyOf('ben') }
    server = await serve(served.agent, { port: 0, keyFile })
    const form = new FormData()
    form.append('file', new File([csv.join('\n')], 'own.csv'))
    const sent = await fetch(`${server.url}/v1/media`, {
      method: 'POST',
      headers: headersOf('anna'),
      body: form,
    })
    digest = z.looseObject({ digest: z.string() }).parse(await sent.json()).digest
  })
  afterAll(async () => {
    await server?.close({ drainMs: 0 })
    await served?.close()
  })

  const headersOf = (who: keyof typeof keys) => ({ authorization: `Bearer ${keys[who]}` })
  const record = () => ({ digest, modality: 'table', mimeType: 'text/csv', bytes: 1, facts: {} })
  const input = (table: unknown) => ({ request: 'Which values are unusual?', table })
  const planOf = (tool: string) => ({ steps: [{ id: 's1', tool, input: input(record()) }] })
  async function send(path: string, body?: object): Promise<string> {
    const reply = await fetch(`${server.url}/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: headersOf('ben'),
      ...(body && { body: JSON.stringify(body) }),
    })
    return reply.text()
  }
  /** What is told in the end, once it is told. */
  async function ended(path: string): Promise<string> {
    let text = ''
    await until(async () => {
      text = await send(path)
      return !/"status": ?"(running|queued|validating|in_progress|finalizing)"/.test(text)
    })
    return text
  }
  function expectRefusal(text: string): void {
    expect(text).toContain('files are named by reference')
    expect(text).not.toContain(secret)
  }

  test.each(['anomaly-detection', 'time-series-forecasting'])(
    'is not read by a plan for %s',
    async (tool) => {
      const asked = { text: 'x', plan: planOf(tool) }
      const run = await send('/runs', asked)
      const { id } = z.looseObject({ id: z.string().optional() }).parse(JSON.parse(run))
      expectRefusal(id === undefined ? run : await ended(`/runs/${id}`))
      expectRefusal(await send('/plans', asked))
      const chat = idSchema.parse(JSON.parse(await send('/chats', {}))).id
      const turn = await send(`/chats/${chat}/turns`, { ...asked, after: null })
      const began = z.looseObject({ id: z.string().optional() }).parse(JSON.parse(turn)).id
      expectRefusal(began === undefined ? turn : await ended(`/chats/${chat}/turns/${began}`))
    },
  )

  test('is not read by a line of a batch', async () => {
    const form = new FormData()
    form.append('purpose', 'batch')
    const line = { custom_id: 'a', body: { text: 'x', plan: planOf('anomaly-detection') } }
    form.append('file', new File([JSON.stringify(line)], 'jobs.jsonl'))
    const sent = await fetch(`${server.url}/v1/files`, {
      method: 'POST',
      headers: headersOf('ben'),
      body: form,
    })
    const jobs = idSchema.parse(await sent.json()).id
    const made = await send('/batches/jobs', { jobs_file_id: jobs })
    const { id } = idSchema.parse(JSON.parse(made))
    await ended(`/batches/${id}`)
    expectRefusal(await send(`/batches/${id}/results`))
  })

  test('is not read by a tool over MCP, whose own text is', async () => {
    const client = new Client({ name: 'test', version: '1' })
    const transport = new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), {
      requestInit: { headers: headersOf('ben') },
    })
    await client.connect(transport)
    onTestFinished(() => client.close())
    const call = async (table: unknown) =>
      client
        .callTool({ name: 'anomaly-detection', arguments: input(table) })
        .catch((error) => ({ isError: true, error }))
    const refused = await call(record())
    expect(refused.isError).toBe(true)
    expect(JSON.stringify(refused)).not.toContain(secret)
    const own = await call(csv.join('\n'))
    expect(own.isError ?? false).toBe(false)
    expect(JSON.stringify(own)).toContain('900')
  })
})
