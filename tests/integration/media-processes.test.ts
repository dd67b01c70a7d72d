import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const built = (module: string) => new URL(`../../dist/${module}.js`, import.meta.url).href

/** Runs a module's text in a process of its own, with the built package. */
function node(script: string, ...given: string[]) {
  return execa(process.execPath, ['--input-type=module', '-e', script, '--', ...given], { reject: false })
}

const put = `
  import { openMediaStore } from '${built('media/store/store')}'
  const [dir, from, to] = process.argv.slice(1)
  const store = await openMediaStore({ dir, maxBytes: 1e9 })
  const text = { modality: 'text', mimeType: 'text/plain', facts: {} }
  for (let n = Number(from); n < Number(to); n += 1) await store.put(Buffer.from(String(n).repeat(20_000)), text)`

const stageAndStop = `
  import { openMediaStore } from '${built('media/store/store')}'
  const store = await openMediaStore({ dir: process.argv[1], maxBytes: 1e9 })
  async function* halting() {
    yield new Uint8Array(100_000).fill(65)
    console.log('half-way')
    await new Promise((resolve) => setTimeout(resolve, 60_000))
  }
  await store.stage(halting(), { maxBytes: 1e9, label: 'x' })`

const ingestAsNobody = `
  import { openMediaStore } from '${built('media/store/store')}'
  import { createIngest } from '${built('media/ingest')}'
  import { profileSchema } from '${built('config/profile')}'
  const [dir, path] = process.argv.slice(1)
  process.setegid(65534)
  process.seteuid(65534)
  const store = await openMediaStore({ dir, maxBytes: 1e9 })
  const { media: limits } = profileSchema.parse({ name: 'test', description: 'test' })
  const result = await createIngest({ store, limits }).ingest(path)
  console.log(JSON.stringify(result.ok ? result : result.error.toInfo()))`

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-media-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

async function storedFiles(): Promise<string[]> {
  const shards = (await readdir(dir)).filter((name) => /^[0-9a-f]{2}$/.test(name))
  const files = await Promise.all(
    shards.map(async (shard) => (await readdir(join(dir, shard))).map((name) => join(dir, shard, name))),
  )
  return files.flat()
}

describe('several processes', () => {
  it('write one store at the same time without losing or mixing anything', async () => {
    const results = await Promise.all([
      node(put, dir, '0', '60'),
      node(put, dir, '30', '90'),
      node(put, dir, '0', '90'),
    ])
    for (const { exitCode, stderr } of results)
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const files = await storedFiles()
    expect(files).toHaveLength(90)
    for (const file of files) {
      const digest = createHash('sha256')
        .update(await readFile(file))
        .digest('hex')
      expect(file.endsWith(digest)).toBe(true)
    }
    expect(await readdir(join(dir, 'tmp'))).toEqual([])
  })

  it('never see a file that a killed process was writing', async () => {
    const writer = node(stageAndStop, dir)
    const [line] = await once(writer.stdout, 'data')
    expect(String(line)).toBe('half-way\n')
    expect(await readdir(join(dir, 'tmp'))).toHaveLength(1)
    writer.kill('SIGKILL')
    expect((await writer).signal).toBe('SIGKILL')
    expect(await storedFiles()).toEqual([])
  })
})

describe('a user without the right to read', () => {
  it.skipIf(process.getuid?.() !== 0)('is told so', async () => {
    await chmod(dir, 0o777)
    const path = join(dir, 'secret.txt')
    await writeFile(path, 'secret', { mode: 0o600 })
    const { stdout, stderr } = await node(ingestAsNobody, join(dir, 'store'), path)
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(`${path} may not be read: permission denied`),
    })
  })
})
