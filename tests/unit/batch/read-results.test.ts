import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mendResults, readResults, readResultsFrom } from '../../../src/batch/read-results.js'
import { failureLine } from '../../../src/batch/result-line.js'
import { SwitchyardError } from '../../../src/core/errors.js'
import { ok } from '../../../src/core/result.js'

let dir: string
let file: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-batch-'))
  file = join(dir, 'results.jsonl')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const { signal } = new AbortController()
const line = (id: string) =>
  JSON.stringify(failureLine(id, 'run', new SwitchyardError('TIMEOUT', 'Läte.').toInfo()))
const knows = (past: Awaited<ReturnType<typeof readResults>>['past'], id: string) =>
  past.outcomeOf(ok({ customId: id, text: '', media: [] })) !== undefined

describe('readResults', () => {
  it('finds nothing where there is no file', async () => {
    const { past, tail } = await readResults(file, { signal })
    expect(knows(past, 'a')).toBe(false)
    expect(tail).toEqual({ kind: 'whole' })
    expect(await readdir(dir)).toEqual([])
  })

  it('drops half a line, wherever it was cut', async () => {
    const whole = Buffer.from(`${line('a')}\n`)
    const last = Buffer.from(line('b'))
    for (let cut = 1; cut < last.length; cut++) {
      await writeFile(file, Buffer.concat([whole, last.subarray(0, cut)]))
      const { past, tail } = await readResults(file, { signal })
      expect([knows(past, 'a'), knows(past, 'b')]).toEqual([true, false])
      await mendResults(file, { tail })
      expect(await readFile(file)).toEqual(whole)
    }
  })

  it('keeps a last line that lacks nothing but its newline', async () => {
    await writeFile(file, `${line('a')}\n${line('b')}`)
    const { past, tail } = await readResults(file, { signal })
    expect(knows(past, 'b')).toBe(true)
    await mendResults(file, { tail })
    expect(await readFile(file, 'utf8')).toBe(`${line('a')}\n${line('b')}\n`)
  })

  it('drops zeros that a power cut left at the end', async () => {
    await writeFile(file, `${line('a')}\n${'\0'.repeat(300)}`)
    const { tail } = await readResults(file, { signal })
    await mendResults(file, { tail })
    expect(await readFile(file, 'utf8')).toBe(`${line('a')}\n`)
  })

  it.each([
    ['notes', 'Buy milk.\n', 'line 1'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00]), 'line 1'],
    ['other JSON without a newline', '{"identity": 1}', 'line 1'],
    ['results with a note below', `${line('a')}\nremember the milk`, 'line 2'],
  ])('refuses %s and leaves the file as it is', async (_, content, where) => {
    await writeFile(file, content)
    const before = await readFile(file)
    await expect(readResults(file, { signal })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(where),
    })
    expect(await readFile(file)).toEqual(before)
  })

  it('refuses a folder', async () => {
    await mkdir(file)
    await expect(readResults(file, { signal })).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it('stops when told', async () => {
    await writeFile(file, `${line('a')}\n`)
    await expect(readResults(file, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})

describe('mendResults', () => {
  it('takes lines out, leaves the others byte for byte, and nothing beside the file', async () => {
    const odd = line('b').replace('"error"', ' "error"')
    await writeFile(file, `${line('a')}\n${odd}\n${line('c')}`, { mode: 0o640 })
    const { tail } = await readResults(file, { signal })
    await mendResults(file, { tail, keeps: ({ customId }) => customId !== 'a' })
    expect(await readFile(file, 'utf8')).toBe(`${odd}\n${line('c')}\n`)
    expect((await stat(file)).mode & 0o777).toBe(0o640)
    expect(await readdir(dir)).toEqual(['results.jsonl'])
  })
})

describe('readResultsFrom', () => {
  it('goes on after any result, also after one that was still being written', async () => {
    const lines = ['a', 'b', 'ö', 'd'].map(line)
    const half = Math.floor(line('e').length / 2)
    await writeFile(file, `${lines.join('\n')}\n${line('e').slice(0, half)}`)
    const read = async (start: number) => {
      const found = []
      for await (const { line: result, next } of readResultsFrom(file, start))
        found.push({ id: result.custom_id, next })
      return found
    }
    const all = await read(0)
    expect(all.map(({ id }) => id)).toEqual(['a', 'b', 'ö', 'd'])
    for (const [at, { next }] of all.entries()) expect(await read(next)).toEqual(all.slice(at + 1))
    await writeFile(file, `${lines.join('\n')}\n${line('e')}\n`)
    expect((await read(all.at(-1)?.next ?? 0)).map(({ id }) => id)).toEqual(['e'])
    expect(await read(1_000_000)).toEqual([])
  })
})
