import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { type Cli, createCli, picture } from '../support/cli.js'
import { noRedis, startRedis } from '../support/redis.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'
import { createServedQueue } from '../support/served-queue.js'

const about = { name: 'test', version: '1' }
const canElicit = {
  capabilities: { elicitation: { form: {} } },
  // Without it, this client speaks as those of the first generation do.
  versionNegotiation: { mode: 'auto' as const },
}

let served: ServedAgent
let cli: Cli
beforeAll(async () => {
  cli = await createCli()
  served = await serveAgent({ agent: { set: ['approval=always'] }, serve: { concurrency: 1 } })
})
afterAll(async () => {
  await served?.close()
  await cli?.dispose()
})

const asked = async () => {
  const url = `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`
  return { name: 'ask', arguments: { text: 'What is in this picture?', files: [url] } }
}

interface Says {
  action: 'accept' | 'decline' | 'cancel'
  content?: { run: boolean }
}

/** A client whose user says this of each plan. */
async function connect(url: string, says: Says): Promise<{ client: ModernClient; shown: string[] }> {
  const client = new ModernClient(about, canElicit)
  const shown: string[] = []
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    shown.push(params.message)
    return { ...says }
  })
  await client.connect(new ModernTransport(new URL(`${url}/mcp`)))
  onTestFinished(() => client.close())
  return { client, shown }
}

test('A client that can ask its user shows the plan, and the answer comes once it may run', async () => {
  const { client, shown } = await connect(served.server.url, { action: 'accept', content: { run: true } })
  const result = await client.callTool(await asked())
  expect(JSON.stringify(result.content)).toMatch(/bus/)
  expect(shown).toHaveLength(1)
  expect(shown[0]).toMatch(/Run this plan\?[\s\S]*image-to-text[\s\S]*No file leaves/)
  // Its place is free again: the server takes one run at once.
  expect(JSON.stringify(await client.callTool(await asked()))).toMatch(/bus/)
})

test.each<Says>([{ action: 'decline' }, { action: 'cancel' }, { action: 'accept', content: { run: false } }])(
  'Anything but a clear yes is a no: %j',
  async (says) => {
    const { client } = await connect(served.server.url, says)
    const result = await client.callTool(await asked())
    expect(result.isError).toBe(true)
    expect(JSON.stringify(result.content)).toContain('The plan was declined')
  },
)

test('A client that can not ask its user is told that approval is needed', async () => {
  const client = new ModernClient(about)
  await client.connect(new ModernTransport(new URL(`${served.server.url}/mcp`)))
  onTestFinished(() => client.close())
  const result = await client.callTool(await asked())
  expect(result.isError).toBe(true)
  expect(JSON.stringify(result.content)).toContain('approval_needed')
})

test('Clients of the first generation are asked over stdio', async () => {
  const client = new Client(about, { capabilities: { elicitation: {} } })
  const shown: string[] = []
  client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
    shown.push(params.message)
    return { action: 'accept' as const, content: { run: true } }
  })
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(packageRoot, 'dist/cli/main.js'), 'mcp', '--profile', 'demo', '--set', 'approval=always'],
    cwd: cli.home,
    env: { PATH: process.env.PATH ?? '', HOME: cli.home, SWITCHYARD_CACHE_DIR: cli.cacheDir },
    stderr: 'ignore',
  })
  await client.connect(transport)
  onTestFinished(() => client.close())
  expect(JSON.stringify(await client.callTool(await asked()))).toMatch(/bus/)
  expect(shown).toHaveLength(1)
})

test.skipIf(noRedis)(
  'The same behind a queue, where the plan waits in Redis',
  { timeout: 60_000 },
  async () => {
    const redis = await startRedis()
    const queue = await createServedQueue(redis.url)
    try {
      const server = await queue.server({}, ['approval=always'])
      await queue.worker()
      const { client, shown } = await connect(server.url, { action: 'accept', content: { run: true } })
      expect(JSON.stringify(await client.callTool(await asked()))).toMatch(/bus/)
      expect(shown).toHaveLength(1)
      await client.close()
    } finally {
      await queue.close()
      await redis.stop()
    }
  },
)
