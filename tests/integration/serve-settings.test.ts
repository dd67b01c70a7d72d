import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { addKey } from '../../src/serve/access/key-file.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

const settingsSchema = z.looseObject({
  start: z.string(),
  change: z.looseObject({ file: z.string(), values: z.looseObject({}), fixed: z.looseObject({}) }).nullable(),
})
const changedSchema = z.object({ file: z.string(), changed: z.array(z.string()), restarts: z.boolean() })
const errorSchema = z.object({ error: z.looseObject({ message: z.string(), code: z.string() }) })
const keySchema = z.looseObject({ id: z.string(), key: z.string() })
const keyListSchema = z.object({ data: z.array(z.looseObject({ id: z.string(), name: z.string() })) })

let dir: string
let file: string
let served: ServedAgent
let admin: string
let user: { id: string; key: string }
let restarts = 0

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-settings-'))
  file = join(dir, 'deep', 'switchyard.yaml')
  const keyFile = join(dir, 'keys.jsonl')
  admin = (await addKey(keyFile, { name: 'Operator', scopes: ['admin'] })).key
  user = await addKey(keyFile, { name: 'Anna', scopes: ['run', 'batch'] })
  const agent = {
    profile: undefined,
    set: ['preference=cost'],
    env: { SWITCHYARD_CONFIG: file, SWITCHYARD_LLM: 'none' },
  }
  const env = { ...agent.env, SWITCHYARD_CACHE_DIR: join(dir, 'cache') }
  await mkdir(join(dir, 'deep'))
  await writeFile(file, '# Ours.\nprofile: demo # for a try\nmodels: {}\n')
  served = await serveAgent({
    agent: { ...agent, profile: undefined, env },
    serve: {
      keyFile,
      settings: {
        agent: { ...agent, env },
        restart: () => {
          restarts += 1
        },
      },
    },
  })
})
afterAll(async () => {
  await served?.close()
  await rm(dir, { recursive: true, force: true })
})

async function call<S extends z.ZodType>(
  schema: S,
  path: string,
  body?: unknown,
  { key = admin, method = body === undefined ? 'GET' : 'POST', status = 200 } = {},
): Promise<z.output<S>> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const sent = body === undefined ? null : JSON.stringify(body)
  const reply = await fetch(`${served.baseURL}${path}`, { method, headers, body: sent })
  const json = await reply.json()
  expect(reply.status, JSON.stringify(json)).toBe(status)
  return schema.parse(json)
}

describe('settings', () => {
  it('say to admins what may be changed, and what sets the rest', async () => {
    expect((await call(settingsSchema, '/settings')).change).toMatchObject({
      file,
      values: { profile: 'demo', llm: 'none', privacy: 'local', approval: 'never', 'budget.perRun': null },
      fixed: { llm: 'SWITCHYARD_LLM' },
    })
    expect((await call(settingsSchema, '/settings', undefined, { key: user.key })).change).toBeNull()
  })

  it('are written into the settings file, which keeps the rest, and the server is started anew', async () => {
    const change = { approval: 'always', 'budget.perRun': 0.5 }
    expect(await call(changedSchema, '/settings', change)).toEqual({
      file,
      changed: ['approval', 'budget.perRun'],
      restarts: true,
    })
    await expect.poll(() => restarts).toBe(1)
    expect(await readFile(file, 'utf8')).toBe(
      '# Ours.\nprofile: demo # for a try\nmodels: {}\napproval: always\nbudget:\n  perRun: 0.5\n',
    )
    await call(changedSchema, '/settings', { approval: null, 'budget.perRun': null })
    expect(await readFile(file, 'utf8')).not.toMatch(/approval|perRun/)
  })

  it.each([
    [{ privacy: 'nobody' }, /switchyard\.yaml: privacy: .*"local"\|"any"/],
    [{ 'budget.perRun': -1 }, /budget\.perRun/],
    [{ profile: 'dmeo' }, /There is no profile "dmeo"\. Did you mean "demo"/],
    [{ llm: 'none' }, /llm is set by SWITCHYARD_LLM/],
    [{ downloads: 'true' }, /downloads/],
    [{}, /name a setting/],
  ])(
    'are refused where the server could not start with them, in the same words: %j',
    async (change, message) => {
      const before = await readFile(file, 'utf8')
      const { error } = await call(errorSchema, '/settings', change, { status: 400 })
      expect(error.message).toMatch(message)
      expect(await readFile(file, 'utf8')).toBe(before)
      expect(await readdir(join(dir, 'deep'))).toEqual(['switchyard.yaml'])
    },
  )

  const before = '# Ours.\nprofile: demo # for a try\nmodels: {}\n'
  const change = (body: unknown, status = 200) => call(z.looseObject({}), '/settings', body, { status })
  const refused = async (body: unknown) =>
    (await call(errorSchema, '/settings', body, { status: 400 })).error.message

  it('name no profile in a file of this machine, and say nothing of what is there', async () => {
    await writeFile(file, before)
    const own = join(dir, 'own.yaml')
    await writeFile(own, 'media: { allowPrivateAddresses: true }\ntoken: hunter2\n')
    for (const profile of [own, join(dir, 'none.yaml'), './own.yaml', 'a\u0000.yaml', 'demo.yaml', 5])
      expect(await refused({ profile })).toMatch(/^There is no profile ".*Profiles: .*demo.* started\.$/)
    expect(await refused({ profile: own })).not.toContain('hunter2')
    expect(await readFile(file, 'utf8')).toBe(before)
    await change({ profile: 'demo' })
  })

  it('may be taken out where they are not in the file', async () => {
    await writeFile(file, before)
    await change({ 'budget.perRun': null, approval: null })
    expect(await readFile(file, 'utf8')).toBe(before)
  })

  it.each([
    ['- a\n', /no map of settings/],
    ['just text\n', /no map of settings/],
    ['budget: 5\n', /"budget" is no map/],
    ['budget: *a\n', /"budget" is no map/],
    ['a: &a {perRun: 1}\nbudget: *a\n', /budget/],
    ['media: *a\n', /alias/i],
    ['privacy: [\n', /flow/i],
  ])('are not written into a file that can not be read: %j', async (text, reason) => {
    await writeFile(file, text)
    const message = await refused({ 'budget.perRun': 1 })
    expect(message).toMatch(/can't be read: .*Nothing was changed\.$/s)
    expect(message).toMatch(reason)
    expect(await readFile(file, 'utf8')).toBe(text)
    await writeFile(file, before)
  })

  it('that come together are made one after the other, and the server starts anew after the last', async () => {
    await writeFile(file, before)
    const startsBefore = restarts
    const replies = await Promise.all([
      change({ approval: 'always' }),
      change({ approvalAboveUsd: 3 }),
      change({ 'budget.perRun': 0.5 }),
      change({ privacy: 'nobody' }, 400),
    ])
    expect(replies).toHaveLength(4)
    expect(await readFile(file, 'utf8')).toBe(
      `${before}approval: always\napprovalAboveUsd: 3\nbudget:\n  perRun: 0.5\n`,
    )
    await expect.poll(() => restarts).toBeGreaterThan(startsBefore)
    await writeFile(file, before)
  })

  it('keep the rights of the file, and a link to it', async () => {
    const target = join(dir, 'target.yaml')
    await rename(file, target)
    await symlink(target, file)
    await chmod(target, 0o600)
    await change({ approval: 'always' })
    expect((await lstat(file)).isSymbolicLink()).toBe(true)
    expect((await stat(target)).mode & 0o777).toBe(0o600)
    expect(await readFile(target, 'utf8')).toContain('approval: always')
    expect(await readdir(join(dir, 'deep'))).toEqual(['switchyard.yaml'])
    await rm(file)
    await rename(target, file)
    await writeFile(file, before)
  })

  it('are changed by admins only', async () => {
    const { error } = await call(
      errorSchema,
      '/settings',
      { approval: 'always' },
      { key: user.key, status: 403 },
    )
    expect(error.code).toBe('missing_scope')
  })
})

describe('keys', () => {
  it('are made, listed without themselves, and revoked', async () => {
    const made = await call(
      keySchema,
      '/keys',
      { name: 'Ben', scopes: ['run'], concurrent: 2 },
      { status: 201 },
    )
    await call(settingsSchema, '/settings', undefined, { key: made.key })
    const list = await call(keyListSchema, '/keys')
    expect(list.data.map(({ name }) => name)).toEqual(['Operator', 'Anna', 'Ben'])
    expect(list.data[2]).toMatchObject({ concurrent: 2, spentUsd: 0 })
    expect(JSON.stringify(list)).not.toContain('hash')
    await call(z.unknown(), `/keys/${made.id}`, undefined, { method: 'DELETE' })
    await call(errorSchema, '/settings', undefined, { key: made.key, status: 401 })
  })

  it('are for admins, who can not lock themselves out', async () => {
    for (const [path, body, method] of [
      ['/keys', undefined, 'GET'],
      ['/keys', { name: 'X' }, 'POST'],
      [`/keys/${user.id}`, undefined, 'DELETE'],
    ] as const)
      await call(errorSchema, path, body, { key: user.key, method, status: 403 })
    const { data } = await call(keyListSchema, '/keys')
    const own = data.find(({ name }) => name === 'Operator')?.id
    const { error } = await call(errorSchema, `/keys/${own}`, undefined, { method: 'DELETE', status: 400 })
    expect(error.message).toContain('the key that you use')
  })
})

describe('a server without keys', () => {
  let open: ServedAgent
  const site = 'https://chat.example'
  beforeAll(async () => {
    open = await serveAgent({
      serve: { settings: { agent: { profile: 'demo' } }, corsOrigins: [site], allowedHosts: ['ai.example'] },
    })
  })
  afterAll(() => open?.close())

  /** `fetch` writes some of these headers itself. */
  const post = (headers: Record<string, string>) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sent = request(
        `${open.baseURL}/settings`,
        { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
        async (reply) => resolve({ status: reply.statusCode ?? 0, text: await text(reply) }),
      )
      sent.on('error', reject).end('{"profile":"demo"}')
    })

  it('is changed from its own machine and by its own page', async () => {
    const ownPage = { origin: open.server.url, 'sec-fetch-site': 'same-origin' }
    for (const headers of [{}, ownPage, { host: 'localhost' }]) {
      const reply = await post(headers)
      expect(reply.status, reply.text).toBe(400)
      expect(reply.text).toContain('profile is set by --profile')
    }
    expect((await fetch(`${open.baseURL}/keys`)).status).toBe(404)
  })

  it.each([
    { 'x-forwarded-for': '203.0.113.5' },
    { 'x-forwarded-host': 'ai.example' },
    { forwarded: 'for=203.0.113.5' },
    { via: '1.1 proxy' },
    { host: 'ai.example' },
    { host: '192.168.1.5' },
    { origin: site },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('is not changed through a proxy, or by a page of another site: %j', async (headers) => {
    const reply = await post(headers)
    expect(reply.status, reply.text).toBe(403)
    expect(reply.text).toContain('not_from_here')
  })

  it('is not changed by its own name with another scheme', async () => {
    const reply = await post({ origin: open.server.url.replace('http:', 'https:') })
    expect(reply.status).toBe(403)
  })

  it('takes changes as JSON alone, which a page of another site has to ask for', async () => {
    const reply = await post({ 'content-type': 'text/plain' })
    expect(reply.status).toBe(415)
    expect(reply.text).toContain('application/json')
  })
})

describe('a model in a folder', () => {
  it('is not named over HTTP, and nobody without the scope admin sees where it is', async () => {
    const place = await mkdtemp(join(tmpdir(), 'switchyard-settings-llm-'))
    const keyFile = join(place, 'keys.jsonl')
    const config = join(place, 'switchyard.yaml')
    const folder = join(place, 'hidden', 'no-such-llm')
    await writeFile(config, `profile: demo\nllm: local:${folder}\n`)
    const { key: all } = await addKey(keyFile, { name: 'Operator', scopes: ['admin', 'run'] })
    const { key: run } = await addKey(keyFile, { name: 'Anna', scopes: ['run'] })
    const agent = { profile: undefined, config }
    const open = await serveAgent({ agent, serve: { keyFile, settings: { agent } } })
    try {
      const look = async (key: string) =>
        (await fetch(`${open.baseURL}/settings`, { headers: { authorization: `Bearer ${key}` } })).text()
      expect(await look(all)).toContain('no-such-llm')
      expect(await look(run)).toContain('no-such-llm')
      expect(await look(run)).not.toMatch(/hidden|switchyard-settings-llm/)
      for (const llm of ['local:/etc/passwd', 'local:./models/x', ' LOCAL: ../x:q4', 'local:C:\\models']) {
        const reply = await fetch(`${open.baseURL}/settings`, {
          method: 'POST',
          headers: { authorization: `Bearer ${all}`, 'content-type': 'application/json' },
          body: JSON.stringify({ llm }),
        })
        expect(reply.status, llm).toBe(400)
        expect(await reply.text()).toContain('in a folder')
      }
      expect(await readFile(config, 'utf8')).toContain(folder)
    } finally {
      await open.close()
      await rm(place, { recursive: true, force: true })
    }
  })
})
