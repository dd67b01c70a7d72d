import { readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { makeFolderPrivately, privateFile, replaceFile } from '../core/files.js'
import { type Measure, updateMeasure } from './measure.js'

/** What calls of candidates were like, remembered from one process to the next. */
export interface CandidateMemory {
  get(tool: string, candidate: string): Measure | undefined
  /** Takes a call into account. `durationMs` is absent where it says nothing of the next call. */
  record(tool: string, candidate: string, call: { ok: boolean; durationMs?: number | undefined }): void
  /** Milliseconds since 1970, on the clock that measures are dated by. */
  now(): number
  /** Writes what is new. A file that can't be written is no error: then nothing is remembered. */
  close(): Promise<void>
}

export interface CandidateMemoryOptions {
  /** Where it is kept; absent: in this process only. */
  file?: string | undefined
  /** Most measures kept; the oldest go first. Default: 1,000. */
  maxEntries?: number | undefined
  /** Least time between two writes of a process that stays, milliseconds. Default: 60,000. */
  writeEveryMs?: number | undefined
  /** Default: `Date.now`. */
  now?: (() => number) | undefined
}

const measureSchema: z.ZodType<Measure> = z.object({
  calls: z.number().nonnegative(),
  log2Ms: z.number(),
  successes: z.number().nonnegative(),
  failures: z.number().nonnegative(),
  at: z.number(),
})
const fileSchema = z.object({ version: z.literal(1), measures: z.record(z.string(), measureSchema) })

/** Opens the memory in a file. Never fails: a file that can't be read, or that something else wrote, counts as empty. */
export async function openCandidateMemory(
  options: CandidateMemoryOptions & { file: string },
): Promise<CandidateMemory> {
  return createCandidateMemory(options, await readMeasures(options.file))
}

/** A memory; without a file, of this process alone. */
export function createCandidateMemory(
  { file, maxEntries = 1_000, writeEveryMs = 60_000, now = Date.now }: CandidateMemoryOptions = {},
  known: readonly [string, Measure][] = [],
): CandidateMemory {
  const measures = new Map(known)
  /** Entries that this process has changed since it last wrote. */
  let changed = new Set<string>()
  let wroteAt = now()
  let writing = Promise.resolve()
  const keyOf = (tool: string, candidate: string) => `${tool} ${candidate}`

  /** Other processes write too: of what only they have changed, theirs stays. */
  async function write(path: string): Promise<void> {
    const ours = [...changed].flatMap((key): [string, Measure][] => {
      const measure = measures.get(key)
      return measure ? [[key, measure]] : []
    })
    changed = new Set()
    const merged = new Map([...(await readMeasures(path)), ...ours])
    const kept = [...merged].sort(([, a], [, b]) => b.at - a.at).slice(0, maxEntries)
    const content = JSON.stringify({ version: 1, measures: Object.fromEntries(kept) })
    try {
      await makeFolderPrivately(dirname(path))
      await replaceFile(path, (temporary) => writeFile(temporary, content, { mode: privateFile }))
    } catch {
      // Then nothing is remembered.
    }
  }

  function save(): void {
    if (file === undefined || changed.size === 0) return
    wroteAt = now()
    writing = writing.then(() => write(file))
  }

  return {
    now,
    get: (tool, candidate) => measures.get(keyOf(tool, candidate)),
    record(tool, candidate, call) {
      const key = keyOf(tool, candidate)
      const measure = updateMeasure(measures.get(key), call, now())
      // Last in the map is newest, so that the first is the one to forget.
      measures.delete(key)
      measures.set(key, measure)
      if (measures.size > maxEntries)
        for (const oldest of [...measures.keys()].slice(0, 1)) measures.delete(oldest)
      changed.add(key)
      if (now() - wroteAt >= writeEveryMs) save()
    },
    async close() {
      save()
      await writing
    },
  }
}

async function readMeasures(file: string): Promise<[string, Measure][]> {
  try {
    const { measures } = fileSchema.parse(JSON.parse(await readFile(file, 'utf8')))
    return Object.entries(measures).sort(([, a], [, b]) => a.at - b.at)
  } catch {
    return []
  }
}
