import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { z } from 'zod'
import { type Agent, createAgent, defineTool } from '../dist/index.js'
import { textField } from '../dist/tools/fields.js'

const figuresSchema = z.object({
  firstMs: z.array(z.number()),
  wholeMs: z.array(z.number()),
  errors: z.array(z.string()),
  seconds: z.number(),
})
export type LoadFigures = z.output<typeof figuresSchema>

export interface Load {
  url: string
  body: object
  /** Requests at once. */
  concurrent: number
  total: number
}

/** Clients in a process of their own, so that their work is none of the server's. */
export function startClients(dir: string) {
  const child = fork(fileURLToPath(new URL('./serve-client.mjs', import.meta.url)), { execArgv: [] })
  return {
    async send({ body, ...load }: Load): Promise<LoadFigures> {
      const bodyFile = join(dir, 'body.json')
      await writeFile(bodyFile, JSON.stringify(body))
      child.send({ ...load, bodyFile })
      const [figures] = await once(child, 'message')
      return figuresSchema.parse(figures)
    },
    stop: () => child.kill(),
  }
}

/** A model that takes no time. */
const noop = defineTool({
  id: 'do-nothing',
  description: 'Does nothing with a text.',
  phrases: ['do nothing'],
  input: z.object({ text: textField('Anything.') }),
  output: z.object({ text: textField('The same.') }),
  describe: ({ text }) => text,
  run: async ({ text }) => ({ text }),
})

export const noopAgent = (dir: string): Promise<Agent> =>
  createAgent({
    profile: 'demo',
    tools: [noop],
    set: ['steps.cache=false', 'steps.concurrency=200'],
    env: { SWITCHYARD_CACHE_DIR: dir },
  })

/** The baseline: a handler that reads the body as JSON and answers at once. */
export async function startBareHono(): Promise<{ url: string; close(): void }> {
  const app = new Hono()
  app.post('/', async (c) => {
    const body = await c.req.json()
    return c.json({ ok: typeof body === 'object' })
  })
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false })).listen(
    0,
    '127.0.0.1',
  )
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
