import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import cacache from 'cacache'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStepCache, type StepCache, type StepCacheOptions } from '../../../src/executors/step-cache.js'
import { mediaRecord } from '../../support/media-records.js'

let dir: string
let opened: StepCache[]

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-steps-'))
  opened = []
})
afterEach(async () => {
  await Promise.all(opened.map((cache) => cache.close()))
  await rm(dir, { recursive: true, force: true })
})

async function open(options: Partial<StepCacheOptions> = {}): Promise<StepCache> {
  const cache = await openStepCache({ dir, maxBytes: 1_000_000, hasMedia: () => true, ...options })
  opened.push(cache)
  return cache
}

async function contentFiles(): Promise<string[]> {
  const files = await readdir(join(dir, 'content-v2'), { recursive: true, withFileTypes: true })
  return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
}

describe('the step cache', () => {
  it('gives back what was set, at once and after a restart, and nothing for other keys', async () => {
    const cache = await open()
    cache.set('k', { text: 'a cat', rows: [1, null] })
    expect(await cache.get('k')).toEqual({ text: 'a cat', rows: [1, null] })
    expect(await cache.get('other')).toBeUndefined()
    await cache.close()
    expect(await (await open()).get('k')).toEqual({ text: 'a cat', rows: [1, null] })
  })

  it('gives each caller its own copy', async () => {
    const cache = await open()
    const output = { rows: ['a'] }
    cache.set('k', output)
    output.rows.push('b')
    const first = await cache.get('k')
    expect(first).toEqual({ rows: ['a'] })
    Object.assign(first ?? {}, { rows: [] })
    expect(await cache.get('k')).toEqual({ rows: ['a'] })
  })

  it('is shared by processes that have the same folder', async () => {
    const [one, two] = [await open(), await open()]
    one.set('k', { text: 'x' })
    await one.close()
    expect(await two.get('k')).toEqual({ text: 'x' })
  })

  it('misses an entry whose media are gone, however deep they are', async () => {
    const kept = new Set([mediaRecord('image', 'a').digest])
    const cache = await open({ hasMedia: (digest) => kept.has(digest) })
    cache.set('k', { frames: [{ image: mediaRecord('image', 'a') }] })
    expect(await cache.get('k')).toBeDefined()
    kept.clear()
    expect(await cache.get('k')).toBeUndefined()
  })

  it('misses a damaged entry and takes a new one in its place', async () => {
    const first = await open()
    first.set('k', { text: 'x' })
    await first.close()
    for (const file of await contentFiles()) await writeFile(file, 'rubbish')
    const second = await open()
    expect(await second.get('k')).toBeUndefined()
    expect(second.degraded).toBeUndefined()
    second.set('k', { text: 'x' })
    await second.close()
    expect(await (await open()).get('k')).toEqual({ text: 'x' })
  })

  it('clears away what killed processes have left half written, but not what is being written', async () => {
    const [left, current] = [join(dir, 'tmp', 'left'), join(dir, 'tmp', 'current')]
    await mkdir(join(dir, 'tmp'))
    for (const file of [left, current]) await writeFile(file, '{"out')
    const twoHoursAgo = Date.now() / 1000 - 7200
    await utimes(left, twoHoursAgo, twoHoursAgo)
    const cache = await open()
    cache.set('k', { text: 'x' })
    await cache.close()
    expect(await readdir(join(dir, 'tmp'))).toEqual(['current'])
  })

  it('misses an entry that something else wrote', async () => {
    await cacache.put(dir, 'k', '{"output": 3}')
    await cacache.put(dir, 'l', 'no JSON')
    const cache = await open()
    expect(await cache.get('k')).toBeUndefined()
    expect(await cache.get('l')).toBeUndefined()
  })

  it('goes on in memory when the folder can not be used, and says so once', async () => {
    const file = join(dir, 'a-file')
    await writeFile(file, '')
    const cache = await open({ dir: join(file, 'steps') })
    cache.set('k', { text: 'x' })
    await cache.close()
    expect(await cache.get('k')).toEqual({ text: 'x' })
    expect(await cache.get('other')).toBeUndefined()
    expect(cache.degraded).toMatch(/in memory only.*a-file/)
    expect(await readFile(file, 'utf8')).toBe('')
  })

  it('stays within its size, dropping the oldest first', async () => {
    const cache = await open({ maxBytes: 10_000 })
    for (let at = 0; at < 40; at += 1) cache.set(`k${at}`, { text: `${at}`.padEnd(980, '.') })
    await cache.close()
    const entries = Object.values(await cacache.ls(dir))
    const bytes = entries.reduce((sum, { size }) => sum + size, 0)
    expect(bytes).toBeLessThanOrEqual(10_000)
    expect(entries.length).toBeGreaterThanOrEqual(7)
    const restarted = await open({ maxBytes: 10_000 })
    expect(await restarted.get('k39')).toBeDefined()
    expect(await restarted.get('k0')).toBeUndefined()
    expect(await contentFiles()).toHaveLength(entries.length)
  })

  it('does not store on disk what is larger than all of it', async () => {
    const cache = await open({ maxBytes: 100 })
    cache.set('k', { text: 'x'.repeat(200) })
    await cache.close()
    expect(await (await open()).get('k')).toBeUndefined()
  })

  it('drops what is too old when it tidies', async () => {
    const first = await open()
    first.set('old', { text: 'x' })
    await first.close()
    const second = await open({ maxAgeMs: -1 })
    second.set('new', { text: 'y' })
    await second.close()
    expect(Object.keys(await cacache.ls(dir))).toEqual(['new'])
  })
})
