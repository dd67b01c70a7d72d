import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { type Cli, createCli, picture } from '../support/cli.js'
import { until } from '../support/queue-place.js'
import { fixtureModels, type ServedAgent, serveAgent } from '../support/served-agent.js'

const about = { name: 'test', version: '1' }
const dataUrl = async () => `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`

let demo: ServedAgent
let random: ServedAgent
beforeAll(async () => {
  demo = await serveAgent()
  random = await serveAgent({ agent: { set: fixtureModels } })
})
afterAll(async () => {
  await demo?.close()
  await random?.close()
})

async function connect({ server }: ServedAgent): Promise<Client> {
  const client = new Client(about)
  const transport = new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`))
  await client.connect(transport)
  onTestFinished(() => client.close())
  return client
}

describe('Over HTTP, to the client of the first generation', () => {
  test('the tools are what can run here, in a fixed order, and say whether they stay on this machine', async () => {
    const client = await connect(demo)
    const { tools } = await client.listTools()
    const names = tools.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['ask', 'plan', 'run_status', 'cancel', 'image-to-text']))
    expect(names).not.toContain('text-to-image')
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(names)
    const caption = tools.find(({ name }) => name === 'image-to-text')
    expect(caption?.annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false })
    expect(caption?.inputSchema.properties).toMatchObject({ image: { type: 'string' } })
  })

  test('a question is answered, with progress at each step', async () => {
    const client = await connect(demo)
    const news: string[] = []
    const result = await client.callTool(
      { name: 'ask', arguments: { text: 'What is in this picture?', files: [await dataUrl()] } },
      undefined,
      { onprogress: ({ message }) => news.push(message ?? '') },
    )
    expect(JSON.stringify(result.content)).toMatch(/bus/)
    expect(result.structuredContent).toMatchObject({
      status: 'answered',
      steps: [{ tool: 'image-to-text', status: 'done' }],
    })
    expect(news.join('\n')).toMatch(/Plan:[\s\S]*image-to-text/)
  })

  test('a made picture is shown, linked, read by its link and named in the next call', async () => {
    const client = await connect(random)
    const made = await client.callTool({ name: 'image-to-image', arguments: { image: await dataUrl() } })
    expect(made.content).toEqual([
      expect.objectContaining({ type: 'text' }),
      expect.objectContaining({ type: 'image', mimeType: 'image/png' }),
      expect.objectContaining({ type: 'resource_link', mimeType: 'image/png' }),
    ])
    const uri = /switchyard:\/\/media\/[0-9a-f]{64}/.exec(JSON.stringify(made.structuredContent))?.[0] ?? ''
    const { contents } = await client.readResource({ uri })
    const [content] = contents
    const blob = content && 'blob' in content ? content.blob : ''
    expect(Buffer.from(blob, 'base64').toString('latin1', 1, 4)).toBe('PNG')
    const next = await client.callTool({ name: 'image-classification', arguments: { image: uri } })
    expect(next.isError).toBeUndefined()
    await expect(client.readResource({ uri: `switchyard://media/${'a'.repeat(64)}` })).rejects.toThrow()
  })

  test('a run in the background is asked for by its id', async () => {
    const client = await connect(demo)
    const begun = await client.callTool({
      name: 'ask',
      arguments: { text: 'What is in this picture?', files: [await dataUrl()], background: true },
    })
    const run_id = /"run_id":"([0-9a-f-]+)"/.exec(JSON.stringify(begun.structuredContent))?.[1]
    let last = ''
    await until(async () => {
      last = JSON.stringify(await client.callTool({ name: 'run_status', arguments: { run_id } }))
      return !last.includes('"running"')
    })
    expect(last).toMatch(/bus/)
    expect(await client.callTool({ name: 'cancel', arguments: { run_id: 'none' } })).toMatchObject({
      isError: true,
    })
  })

  test('what is wrong is told to the model, and no file of this machine is read', async () => {
    const client = await connect(demo)
    for (const file of ['/etc/passwd', 'file:///etc/passwd', '../secret.png', 'http://127.0.0.1/a.png']) {
      const result = await client.callTool({ name: 'image-to-text', arguments: { image: file } })
      expect(result).toMatchObject({
        isError: true,
        content: [{ text: expect.stringContaining('url_not_allowed') }],
      })
    }
  })
})

test('Over HTTP, to the client of the second generation', async () => {
  const client = new ModernClient(about)
  await client.connect(new ModernTransport(new URL(`${demo.server.url}/mcp`)))
  onTestFinished(() => client.close())
  const result = await client.callTool({
    name: 'ask',
    arguments: { text: 'What is in this picture?', files: [await dataUrl()] },
  })
  expect(JSON.stringify(result.content)).toMatch(/bus/)
  const { structuredContent } = await client.callTool({
    name: 'plan',
    arguments: { text: 'Describe $image1.', files: [await dataUrl()] },
  })
  expect(structuredContent).toMatchObject({ plan: { steps: [{ tool: 'image-to-text' }] } })
})

describe('Over standard input and output', () => {
  let cli: Cli
  beforeAll(async () => {
    cli = await createCli()
    await copyFile(picture(6), join(cli.home, 'photo.png'))
  })
  afterAll(() => cli?.dispose())

  test('files inside of the folder are named by path, others are not', async () => {
    const client = new Client(about)
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [join(packageRoot, 'dist/cli/main.js'), 'mcp', '--profile', 'demo'],
      cwd: cli.home,
      env: { PATH: process.env.PATH ?? '', HOME: cli.home, SWITCHYARD_CACHE_DIR: cli.cacheDir },
      stderr: 'ignore',
    })
    await client.connect(transport)
    const describe = (image: string) => client.callTool({ name: 'image-to-text', arguments: { image } })
    expect(JSON.stringify(await describe('photo.png'))).toMatch(/bus/)
    expect(JSON.stringify(await describe(join(cli.home, 'photo.png')))).toMatch(/bus/)
    expect(await describe(picture(6))).toMatchObject({ isError: true })
    expect(await describe('nowhere.png')).toMatchObject({ isError: true })
    await client.close()
    await until(async () => (await cli.leftovers()).length === 0)
  })
})
