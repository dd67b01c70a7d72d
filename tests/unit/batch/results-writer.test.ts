import { describe, expect, it } from 'vitest'
import { failureLine } from '../../../src/batch/result-line.js'
import { type ResultsHandle, ResultsWriter } from '../../../src/batch/results-writer.js'
import { SwitchyardError } from '../../../src/core/errors.js'
import { ManualClock } from '../../support/manual-clock.js'

const line = (id: string) => failureLine(id, 'run', new SwitchyardError('TIMEOUT', 'Late.').toInfo())
const text = (id: string) => `${JSON.stringify(line(id))}\n`

/** A disk with room for so many bytes; what no longer fits is written in part, as file systems do. */
class SmallDisk implements ResultsHandle {
  content = ''
  writes = 0
  synced: string[] = []
  closed = false
  readonly #room: number

  constructor(room: number) {
    this.#room = room
  }

  async write(bytes: Uint8Array, offset: number) {
    this.writes += 1
    const piece = Buffer.from(bytes.subarray(offset, offset + this.#room - this.content.length))
    if (piece.length === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    this.content += piece.toString()
    return { bytesWritten: piece.length }
  }

  async truncate(length: number) {
    this.content = this.content.slice(0, length)
  }

  async datasync() {
    this.synced.push(this.content)
  }

  async close() {
    this.closed = true
  }
}

describe('ResultsWriter', () => {
  it('writes whole lines, one write each, in the order they came', async () => {
    const disk = new SmallDisk(10_000)
    const writer = new ResultsWriter('out', disk, 0)
    await Promise.all(['a', 'b', 'c'].map((id) => writer.append(line(id))))
    expect(disk.content).toBe(text('a') + text('b') + text('c'))
    expect(disk.writes).toBe(3)
  })

  it('takes back the part of a line that still went onto a full disk, and takes no more', async () => {
    const before = text('before')
    const disk = new SmallDisk(before.length + text('a').length + 10)
    disk.content = before
    const writer = new ResultsWriter('out.jsonl', disk, before.length)
    await writer.append(line('a'))
    const refused = {
      code: 'STORE_FULL',
      message: expect.stringMatching(/no room.*out\.jsonl.*same command/),
    }
    await expect(writer.append(line('b'))).rejects.toMatchObject(refused)
    await expect(writer.append(line('c'))).rejects.toMatchObject(refused)
    await writer.close()
    expect(disk.content).toBe(before + text('a'))
    expect(disk.closed).toBe(true)
  })

  it('syncs with the first line a second after the last sync, and at the end', async () => {
    const disk = new SmallDisk(10_000)
    const clock = new ManualClock()
    const writer = new ResultsWriter('out', disk, 0, clock)
    await writer.append(line('a'))
    expect(disk.synced).toHaveLength(0)
    clock.advance(1000)
    await writer.append(line('b'))
    await writer.append(line('c'))
    expect(disk.synced).toEqual([text('a') + text('b')])
    await writer.close()
    expect(disk.synced.at(-1)).toBe(text('a') + text('b') + text('c'))
  })
})
