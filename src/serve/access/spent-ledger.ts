import { appendFile, open } from 'node:fs/promises'
import { z } from 'zod'
import { errnoOf } from '../../core/errno.js'
import { privateFile } from '../../core/files.js'
import { parseJson } from '../../core/json.js'

const spentSchema = z.object({ id: z.string(), day: z.iso.date(), usd: z.number().positive() })

/**
 * What keys have spent, by key and day (UTC), in a file beside that of the keys. Servers that share the file count
 * together: each reads what the others have written.
 */
export interface SpentLedger {
  /** US dollars of the days that begin with `period`, such as `2026-11`. */
  spentUsd(id: string, period: string): number
  /** Counts at once, and writes soon. What could not be written is tried again with the next. */
  add(id: string, usd: number): void
  /** Reads what other servers have written. */
  refresh(): Promise<void>
  /** Resolves when all is written that could be. */
  settled(): Promise<void>
}

/** Where the money of a file of keys is counted. */
export const spentFileOf = (keyFile: string): string => `${keyFile}.spent`

export function createSpentLedger(file: string, { now = () => new Date() } = {}): SpentLedger {
  const written = createSums()
  const unwritten = createSums()
  let readBytes = 0
  /** The beginning of a line that is not whole yet. */
  let rest = ''
  let work: Promise<void> = Promise.resolve()

  async function readOn(): Promise<{ text: string; startsAnew: boolean }> {
    const handle = await open(file, 'r').catch((error) => {
      if (errnoOf(error) === 'ENOENT') return undefined
      throw error
    })
    if (!handle) return { text: '', startsAnew: readBytes > 0 }
    try {
      const { size } = await handle.stat()
      const startsAnew = size < readBytes
      const from = startsAnew ? 0 : readBytes
      const bytes = Buffer.alloc(size - from)
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, from)
      return { text: bytes.toString('utf8', 0, bytesRead), startsAnew }
    } finally {
      await handle.close()
    }
  }

  function takeIn({ text, startsAnew }: { text: string; startsAnew: boolean }): void {
    if (startsAnew) {
      written.clear()
      readBytes = 0
      rest = ''
    }
    readBytes += Buffer.byteLength(text)
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      // A line that was cut off by a full disk or a crash counts nothing.
      const spent = spentSchema.safeParse(parseJson(line))
      if (spent.success) written.add(spent.data.id, spent.data.day, spent.data.usd)
    }
  }

  async function writeAndRead(): Promise<void> {
    const batch = unwritten.list()
    if (batch.length > 0) {
      const lines = batch.map((one) => `${JSON.stringify(one)}\n`).join('')
      await appendFile(file, rest === '' ? lines : `\n${lines}`, { mode: privateFile })
    }
    const more = await readOn().catch(() => ({ text: '', startsAnew: false }))
    // Together, so that nobody sees a sum that counts it twice or not at all.
    for (const { id, day, usd } of batch) unwritten.add(id, day, -usd)
    takeIn(more)
  }

  function next(): Promise<void> {
    work = work.then(writeAndRead).catch(() => undefined)
    return work
  }

  return {
    spentUsd: (id, period) => written.sum(id, period) + unwritten.sum(id, period),
    add(id, usd) {
      unwritten.add(id, now().toISOString().slice(0, 10), usd)
      void next()
    },
    refresh: next,
    settled: () => work,
  }
}

/** Sums by key and day. */
function createSums() {
  const sums = new Map<string, Map<string, number>>()
  return {
    clear: () => sums.clear(),
    add(id: string, day: string, usd: number): void {
      const days = sums.get(id) ?? new Map<string, number>()
      sums.set(id, days)
      const sum = (days.get(day) ?? 0) + usd
      // What is left of fractions after a subtraction is no money.
      if (sum > 1e-12) days.set(day, sum)
      else days.delete(day)
    },
    sum(id: string, period: string): number {
      let sum = 0
      for (const [day, usd] of sums.get(id) ?? []) if (day.startsWith(period)) sum += usd
      return sum
    },
    list: () => [...sums].flatMap(([id, days]) => [...days].map(([day, usd]) => ({ id, day, usd }))),
  }
}
