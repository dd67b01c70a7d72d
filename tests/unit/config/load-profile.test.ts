import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listProfiles, loadProfile, type ProfileSources } from '../../../src/config/load-profile.js'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'switchyard-config-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

async function load(sources: Partial<ProfileSources> = {}) {
  return loadProfile({ env: {}, cwd, ...sources })
}
async function loaded(sources: Partial<ProfileSources> = {}) {
  const result = await load(sources)
  if (!result.ok) throw result.error
  return result.value
}
async function problem(sources: Partial<ProfileSources>) {
  const result = await load(sources)
  if (result.ok) throw new Error('expected an error')
  expect(result.error.code).toBe('INVALID_CONFIG')
  return result.error.message
}

describe('loadProfile', () => {
  it('uses the hub profile when nothing is said', async () => {
    const profile = await loaded()
    expect(profile).toMatchObject({
      name: 'hub',
      downloads: true,
      backends: ['local', 'hugging-face', 'llm'],
    })
    expect(profile.media.maxSeconds).toBe(7200)
  })

  it('loads every profile that comes with the package', async () => {
    const names = await listProfiles()
    expect(names.sort()).toEqual(['demo', 'hub', 'remote'])
    for (const name of names) expect((await loaded({ profile: name })).name).toBe(name)
  })

  it('keeps everything on the machine in the demo profile', async () => {
    expect(await loaded({ profile: 'demo' })).toMatchObject({
      privacy: 'local',
      backends: ['local'],
      downloads: false,
      planner: 'rules',
    })
  })

  it('lets the settings file override the profile, the environment the file, and flags the environment', async () => {
    await writeFile(
      join(cwd, 'switchyard.yaml'),
      'profile: demo\nlocal:\n  hosts: 2\n  maxBatch: 2\nsteps:\n  attempts: 7\n',
    )
    const env = { SWITCHYARD_LOCAL_HOSTS: '3', SWITCHYARD_LOCAL_MAX_BATCH: '3' }
    const profile = await loaded({ env, set: ['local.hosts=4'] })
    expect(profile.name).toBe('demo')
    expect(profile.local).toMatchObject({ hosts: 4, maxBatch: 3, device: 'cpu' })
    expect(profile.steps.attempts).toBe(7)
  })

  it('takes sizes in words', async () => {
    expect((await loaded({ set: ['media.maxBytes=1.5MB'] })).media.maxBytes).toBe(1_500_000)
  })

  it('turns downloads off for HF_HUB_OFFLINE', async () => {
    expect((await loaded({ env: { HF_HUB_OFFLINE: '1' } })).downloads).toBe(false)
  })

  it('resolves catalogues from the folder of the file that names them', async () => {
    await writeFile(join(cwd, 'switchyard.yaml'), 'catalogs: [mine.yaml]\n')
    expect((await loaded()).catalogs).toEqual([join(cwd, 'mine.yaml')])
  })

  it('names the nearest key for an unknown one in a file', async () => {
    await writeFile(join(cwd, 'switchyard.yaml'), 'media:\n  maxByte: 5\n')
    expect(await problem({})).toMatch(/switchyard\.yaml.*"media\.maxByte".*Did you mean "maxBytes"/)
  })

  it('names the nearest setting for an unknown flag or variable', async () => {
    expect(await problem({ set: ['local.host=2'] })).toContain('"local.hosts"')
    expect(await problem({ env: { SWITCHYARD_LOCAL_HOST: '2' } })).toContain('SWITCHYARD_LOCAL_HOSTS')
  })

  it('names the profiles there are for an unknown one', async () => {
    expect(await problem({ profile: 'dmeo' })).toMatch(/"dmeo".*Did you mean "demo".*demo.*hub.*remote/)
  })

  it('says where a value is wrong', async () => {
    expect(await problem({ set: ['local.maxBatch=lots'] })).toContain('local.maxBatch')
    expect(await problem({ set: ['media.maxBytes=5 bananas'] })).toContain('500MB')
    expect(await problem({ set: ['steps.attempts=3.5'] })).toContain('expected a whole number')
    expect(await problem({ set: ['novalue'] })).toContain('path.to.setting=value')
  })

  it('says what a setting takes that has several forms', async () => {
    expect(await problem({ set: ['local.hosts=many'] })).toMatch(/local\.hosts: expected "auto", or .*number/)
    expect(await problem({ set: ['local.memory=plenty'] })).toMatch(/expected "auto", or "plenty".*500MB/)
  })

  it('says what is missing', async () => {
    await writeFile(join(cwd, 'mine.yaml'), 'name: mine\n')
    expect(await problem({ profile: 'mine.yaml' })).toMatch(/description: expected string, received nothing/)
  })

  it('says which flag or variable holds no YAML value', async () => {
    expect(await problem({ set: ['llm=[unclosed'] })).toContain('--set llm')
    expect(await problem({ env: { SWITCHYARD_LLM: '{a: *b' } })).toContain('SWITCHYARD_LLM')
  })

  it('says which file can not be read or parsed', async () => {
    expect(await problem({ config: 'missing.yaml' })).toMatch(/There is no file .*missing\.yaml/)
    await writeFile(join(cwd, 'bad.yaml'), 'a: [1,\n')
    expect(await problem({ config: 'bad.yaml' })).toContain('bad.yaml')
  })
})
