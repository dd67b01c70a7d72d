import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SwitchyardError } from '../../../src/core/errors.js'
import { err, ok } from '../../../src/core/result.js'
import type { Embed } from '../../../src/search/embedder.js'
import { openVectorMemory } from '../../../src/search/vector-memory.js'

let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-vectors-'))
  file = join(dir, 'vectors.jsonl')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** What was embedded; each text as its length. */
const embedded: string[] = []
const embed: Embed = async (input) => {
  const text = 'text' in input ? input.text : input.image.digest
  embedded.push(text)
  return ok(Float32Array.of(text.length, 0.5))
}
/** Recalls texts in a memory of its own, and says which had to be embedded. */
async function recall(texts: readonly string[], options: { file?: string; maxBytes?: number } = { file }) {
  const memory = await openVectorMemory({ size: 2, maxBytes: 1e6, ...options })
  const found = await Promise.all(texts.map((text) => memory.recall({ text }, embed)))
  await memory.close()
  expect(found).toEqual(texts.map((text) => ok(Float32Array.of(text.length, 0.5))))
  return embedded.splice(0)
}

describe('a memory of vectors', () => {
  it('embeds what is the same once, and later not at all', async () => {
    expect(await recall(['a dog', 'a cat', 'a dog'])).toEqual(['a dog', 'a cat'])
    expect(await recall(['a cat', 'a bus'])).toEqual(['a bus'])
    expect(await recall(['a cat', 'a bus', 'a dog'])).toEqual([])
  })

  it('without a file forgets with its process', async () => {
    expect(await recall(['a dog', 'a dog'], {})).toEqual(['a dog'])
    expect(await recall(['a dog'], {})).toEqual(['a dog'])
  })

  it('embeds again what failed', async () => {
    const memory = await openVectorMemory({ file, size: 2, maxBytes: 1e6 })
    const error = new SwitchyardError('HOST_CRASHED', 'It ended.')
    expect(await memory.recall({ text: 'a dog' }, async () => err(error))).toEqual(err(error))
    expect(await memory.recall({ text: 'a dog' }, embed)).toMatchObject({ ok: true })
    await memory.close()
    expect(embedded.splice(0)).toEqual(['a dog'])
  })

  it('uses the whole lines of a file that was cut off, and embeds what is damaged', async () => {
    await recall(['a dog', 'a cat'])
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.slice(0, -5))
    expect(await recall(['a dog', 'a cat'])).toEqual(['a cat'])
    await writeFile(file, text.replace(/"vector":"[^"]*"/, '"vector":"AAAA"'))
    expect(await recall(['a dog', 'a cat'])).toEqual(['a dog'])
    await appendFile(file, 'no line of ours\n')
    expect(await recall(['a dog', 'a cat', 'a bus'])).toEqual(['a bus'])
  })

  it('holds no more on disk than it may', async () => {
    const bounds = { file, maxBytes: 250 }
    await recall(['a', 'bb', 'ccc'], bounds)
    expect((await readFile(file)).length).toBeLessThanOrEqual(bounds.maxBytes)
    expect(await recall(['a', 'ccc'], bounds)).toEqual(['ccc'])
    expect(await recall(['a', 'bb'], { file, maxBytes: 10 })).toEqual(['a', 'bb'])
  })

  it('is one process for one file; others do without it', async () => {
    const memory = await openVectorMemory({ file, size: 2, maxBytes: 1e6 })
    await memory.recall({ text: 'a dog' }, embed)
    embedded.length = 0
    expect(await recall(['a dog'])).toEqual(['a dog'])
    await memory.close()
    expect(await recall(['a dog'])).toEqual([])
  })

  it('goes on without a file that can not be used', async () => {
    expect(await recall(['a dog'], { file: dir })).toEqual(['a dog'])
  })
})
