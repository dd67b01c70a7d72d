import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { IndexWriter, readIndexFile } from '../../../src/search/index-file.js'

let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-index-'))
  file = join(dir, 'below', 'pictures.jsonl')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const model = { model: 'owner/clip', revision: 'main', dtype: 'q8' }
const picture = (path: string, at: number) => ({
  path,
  bytes: 10,
  changedMs: 1.5,
  digest: path,
  vector: Float32Array.from([Math.cos(at), Math.sin(at)]),
})

async function write(paths: readonly string[], wholeBytes = 0) {
  const writer = await IndexWriter.open(file, { wholeBytes, model, size: 2 })
  await Promise.all(paths.map((path, at) => writer.add(picture(path, at))))
  await writer.close()
}

describe('an index file', () => {
  it('gives back what was written, the later line about a path', async () => {
    await write(['/a', '/b', '/a'])
    const { header, pictures, problem } = await readIndexFile(file)
    expect(header).toMatchObject({ ...model, size: 2 })
    expect([...pictures.values()]).toEqual([picture('/a', 2), picture('/b', 1)])
    expect(problem).toBeUndefined()
  })

  it('that is not there is empty', async () => {
    expect(await readIndexFile(file)).toEqual({ pictures: new Map(), wholeBytes: 0 })
  })

  it('keeps what is whole when it was cut off, and goes on behind it', async () => {
    await write(['/a', '/b'])
    await truncate(file, (await readFile(file)).length - 7)
    const found = await readIndexFile(file)
    expect([...found.pictures.keys()]).toEqual(['/a'])
    expect(found.problem).toContain('was cut off')
    await write(['/c'], found.wholeBytes)
    expect([...(await readIndexFile(file)).pictures.keys()]).toEqual(['/a', '/c'])
  })

  it.each([
    ['cut off in its first line', (text: string) => text.slice(0, 12), 'was cut off'],
    ['of another version', (text: string) => text.replace('"version":1', '"version":99'), 'another version'],
    ['damaged', (text: string) => text.replace('"/a"', '"/a'), 'damaged in line 2'],
    [
      'of vectors of another size',
      (text: string) => text.replace('"size":2', '"size":3'),
      'damaged in line 2',
    ],
  ])('that is %s is made anew, and it is said why', async (_what, spoil, says) => {
    await write(['/a', '/b'])
    await writeFile(file, spoil(await readFile(file, 'utf8')))
    const found = await readIndexFile(file)
    expect(found).toMatchObject({ pictures: new Map(), wholeBytes: 0 })
    expect(found.problem).toContain(says)
    expect(found.problem).toContain('made anew')
  })

  it.each([1e30, 2, 0.5])(
    'with a vector of length %f is damaged: it would win or lose each search',
    async (length) => {
      const writer = await IndexWriter.open(file, { wholeBytes: 0, model, size: 2 })
      await writer.add({ ...picture('/a', 0), vector: Float32Array.from([length, 0]) })
      await writer.close()
      const found = await readIndexFile(file)
      expect(found.pictures.size).toBe(0)
      expect(found.problem).toContain('damaged in line 2')
    },
  )

  it('is never a file of another kind', async () => {
    const other = join(dir, 'notes.txt')
    await writeFile(other, 'what I wrote')
    await expect(readIndexFile(other)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    await expect(readIndexFile(dir)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await readFile(other, 'utf8')).toBe('what I wrote')
  })
})
