import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  const headers = { authorization: `Bearer ${key}` }
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

it('a server without keys is changed from its own machine only', async () => {
  const open = await serveAgent({ serve: { settings: { agent: { profile: 'demo' } } } })
  try {
    const post = (headers: Record<string, string>) =>
      fetch(`${open.baseURL}/settings`, { method: 'POST', headers, body: '{"profile":"demo"}' })
    // As through a proxy: from wherever.
    expect((await post({ 'x-forwarded-for': '203.0.113.5' })).status).toBe(403)
    const fromHere = await post({})
    expect(fromHere.status).toBe(400)
    expect(errorSchema.parse(await fromHere.json()).error.message).toContain('profile is set by --profile')
    expect((await fetch(`${open.baseURL}/keys`)).status).toBe(404)
  } finally {
    await open.close()
  }
})
