import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type Cli, createCli } from '../support/cli.js'
import { serve } from '../support/serve.js'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
})
afterAll(() => cli?.dispose())

/** The error with which another program fails to take the port; undefined where it gets it. */
async function takePort(port: number): Promise<string | undefined> {
  const thief = createServer().listen(port, '127.0.0.1')
  try {
    await once(thief, 'listening')
    return undefined
  } catch (error) {
    return z.object({ code: z.string() }).parse(error).code
  } finally {
    thief.close()
  }
}

it('a server whose settings are changed while a run goes on keeps its port, lets the run end and starts anew', async () => {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let asked = () => {}
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  const llm = await serve(async (request, response) => {
    request.resume()
    if (request.url?.endsWith('/chat/completions')) {
      asked()
      await released
    }
    response.writeHead(418, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}')
  })
  const file = join(cli.home, 'switchyard.yaml')
  await writeFile(file, 'profile: demo\nllm: openai:slow\nplanner: llm\n')
  const server = cli.start(['serve', '--port', '0', '--log-level', 'silent', '--drain', '60000'], {
    env: { OPENAI_BASE_URL: `${llm.url}/v1`, OPENAI_API_KEY: 'none' },
  })
  try {
    let said = ''
    server.all?.on('data', (chunk) => {
      said += String(chunk)
    })
    await expect.poll(() => said, { timeout: 60_000 }).toContain('Ctrl-C')
    const url = /^http:\/\/[\d.]+:\d+/m.exec(said)?.[0] ?? said
    const port = Number(new URL(url).port)
    const post = (path: string, body: unknown) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const startOf = async () => {
      const reply = await fetch(`${url}/v1/settings`)
      const body: unknown = await reply.json()
      return reply.status === 200 ? z.looseObject({ start: z.string() }).parse(body).start : reply.status
    }

    const before = await startOf()
    const created = await post('/v1/runs', { text: 'Hello there' })
    expect(created.status).toBe(202)
    const { id } = z.looseObject({ id: z.string() }).parse(await created.json())
    await isAsked

    expect((await post('/v1/settings', { approval: 'always' })).status).toBe(200)
    await expect.poll(() => said).toContain('The settings were changed')
    // The run goes on: it can be looked at, another one is told to come again, and nobody gets the port.
    expect(await takePort(port)).toBe('EADDRINUSE')
    const another = await post('/v1/runs', { text: 'Hello again' })
    expect(another.status).toBe(503)
    expect(Number(another.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await (await fetch(`${url}/v1/runs/${id}`)).json()).toMatchObject({ status: 'running' })
    // What is changed meanwhile is known to the next start, too.
    expect((await post('/v1/settings', { 'budget.perRun': 0.5 })).status).toBe(200)

    release()
    const seen: unknown[] = []
    await expect
      .poll(
        async () => {
          expect(await takePort(port)).toBe('EADDRINUSE')
          const start = await startOf()
          seen.push(start)
          return typeof start === 'string' && start !== before
        },
        { timeout: 60_000 },
      )
      .toBe(true)
    // Each request was answered, by the old service, the new one, or with the word to come again.
    expect(seen.filter((start) => typeof start === 'number' && start !== 503)).toEqual([])
    const { change } = z
      .looseObject({ change: z.looseObject({ values: z.looseObject({}) }) })
      .parse(await (await fetch(`${url}/v1/settings`)).json())
    expect(change.values).toMatchObject({ approval: 'always', 'budget.perRun': 0.5 })
    expect(await readFile(file, 'utf8')).toContain('perRun: 0.5')
  } finally {
    release()
    server.kill('SIGTERM')
    await server
    llm.close()
  }
}, 180_000)
