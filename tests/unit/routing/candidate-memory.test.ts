import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCandidateMemory, openCandidateMemory } from '../../../src/routing/candidate-memory.js'

let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-memory-'))
  file = join(dir, 'deeper', 'measures.json')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const call = { ok: true, durationMs: 500 }

describe('what is remembered of candidates', () => {
  it('lasts from one process to the next, by tool and candidate', async () => {
    const first = await openCandidateMemory({ file, now: () => 1000 })
    first.record('caption', 'a', call)
    expect(first.get('upper', 'a')).toBeUndefined()
    await first.close()
    const second = await openCandidateMemory({ file })
    expect(second.get('caption', 'a')).toEqual(first.get('caption', 'a'))
    expect(await readdir(join(dir, 'deeper'))).toEqual(['measures.json'])
  })

  it('keeps what other processes have written in the meantime', async () => {
    const [one, other] = [await openCandidateMemory({ file }), await openCandidateMemory({ file })]
    one.record('caption', 'a', call)
    other.record('caption', 'b', call)
    await one.close()
    await other.close()
    const read = await openCandidateMemory({ file })
    expect([read.get('caption', 'a'), read.get('caption', 'b')].every(Boolean)).toBe(true)
  })

  it('is bounded, in memory and on disk: the oldest go first', async () => {
    let now = 0
    const memory = await openCandidateMemory({ file, maxEntries: 3, now: () => now })
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      now += 1
      memory.record('t', name, call)
    }
    expect(memory.get('t', 'a')).toBeUndefined()
    await memory.close()
    const { measures } = JSON.parse(await readFile(file, 'utf8'))
    expect(Object.keys(measures).sort()).toEqual(['t c', 't d', 't e'])
  })

  it('is written now and then by a process that stays, not only at its end', async () => {
    let now = 0
    const memory = await openCandidateMemory({ file, writeEveryMs: 100, now: () => now })
    memory.record('t', 'a', call)
    now = 100
    memory.record('t', 'b', call)
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('t b')
    await memory.close()
  })

  it.each([['{"version":1,"measures":{"t a":{"calls":"many"}}}'], ['no JSON'], ['{"version":2}']])(
    'begins anew with a file that says %s',
    async (content) => {
      const path = join(dir, 'measures.json')
      await writeFile(path, content)
      const memory = await openCandidateMemory({ file: path })
      expect(memory.get('t', 'a')).toBeUndefined()
      memory.record('t', 'a', call)
      await memory.close()
      expect((await openCandidateMemory({ file: path })).get('t', 'a')).toBeDefined()
    },
  )

  it('harms nobody when the file can’t be written', async () => {
    await writeFile(join(dir, 'deeper'), 'a file in the place of the folder')
    const memory = await openCandidateMemory({ file })
    memory.record('t', 'a', call)
    await memory.close()
    expect(memory.get('t', 'a')).toBeDefined()
  })

  it('stays in the process without a file', async () => {
    const memory = createCandidateMemory()
    memory.record('t', 'a', call)
    await memory.close()
    expect(memory.get('t', 'a')?.successes).toBe(1)
  })
})
