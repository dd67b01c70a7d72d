import type { Serializable } from 'node:child_process'
import { orAborted } from '../../core/abort.js'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import { memorySignal } from './memory-signal.js'
import { readerFailed, readerStuck, readerTooLarge } from './reader-errors.js'
import { type ReaderExit, type ReaderProcess, startReader } from './reader-process.js'
import type { ReadReply } from './reader-protocol.js'

export interface ReaderPoolOptions {
  /** Processes at most. Each starts when it is first needed. */
  processes: number
  /** Resident memory past which a process is ended, and its file refused. */
  memoryBytes: number
  /** An idle process ends after this time. Default: 60,000. */
  idleMs?: number | undefined
  /** The built program of a process. Default: the package's own. */
  program?: string | undefined
}

export interface ReadOptions {
  /** What to call the file in errors. */
  label: string
  /** The process is killed when it has not answered by then. Waiting for a free one does not count. */
  timeoutMs: number
  /** Called with how much is done, 0 to 1, by requests that say so. */
  onProgress?: ((fraction: number) => void) | undefined
  signal?: AbortSignal | undefined
}

/**
 * Processes that read foreign bytes, one file at a time each. One that is stuck, takes too much memory or crashes is
 * killed, which fails only the call that it worked on.
 */
export interface ReaderPool {
  /** @throws SwitchyardError what the process says of the file, `UNSUPPORTED_MEDIA`, `MEDIA_TOO_LARGE`, `CANCELLED` */
  read(request: Serializable, options: ReadOptions): Promise<unknown>
  /** Starts a process, if there is none, for a call that will come soon. */
  warm(): void
  /** Process ids. */
  pids(): number[]
  /** Ends all processes and fails what they work on. Later calls fail too. */
  close(): Promise<void>
}

interface Waiting {
  take(slot: Slot): void
  leave(): void
}

interface Slot {
  process: ReaderProcess
  isBusy: boolean
  idle?: NodeJS.Timeout | undefined
}

/** Tries on a fresh process: a crash may have been none of the file's doing. */
const attempts = 2

export function createReaderPool(options: ReaderPoolOptions): ReaderPool {
  const { processes, memoryBytes, idleMs = 60_000, program } = options
  const slots = new Set<Slot>()
  const waiting: Waiting[] = []
  let isClosed = false

  function start(): Slot {
    const slot: Slot = { process: startReader({ program, memoryBytes }), isBusy: false }
    slots.add(slot)
    if (!slot.process.giveBack) rest(slot)
    void slot.process.gone.then(() => {
      clearTimeout(slot.idle)
      slots.delete(slot)
      // It may have been idle while calls waited for the others.
      serveNext()
    })
    return slot
  }

  function free(): Slot | undefined {
    for (const slot of slots) if (!slot.isBusy) return slot
    return slots.size < processes ? start() : undefined
  }

  function serveNext(): void {
    const slot = waiting.length > 0 ? free() : undefined
    if (!slot) return
    clearTimeout(slot.idle)
    slot.isBusy = true
    waiting.shift()?.take(slot)
  }

  function rest(slot: Slot): void {
    slot.isBusy = false
    if (slot.process.giveBack) {
      slots.delete(slot)
      slot.process.giveBack()
      return
    }
    const retire = () => {
      slots.delete(slot)
      slot.process.kill()
    }
    slot.idle = setTimeout(retire, idleMs).unref()
  }

  /** A process for one call; the signal takes the call out of the line. */
  function acquire(signal: AbortSignal | undefined): Promise<Slot> {
    return new Promise((resolve, reject) => {
      const call: Waiting = {
        take(slot) {
          signal?.removeEventListener('abort', call.leave)
          resolve(slot)
        },
        leave() {
          signal?.removeEventListener('abort', call.leave)
          const place = waiting.indexOf(call)
          if (place >= 0) waiting.splice(place, 1)
          reject(cancelledError(signal))
        },
      }
      if (isClosed || signal?.aborted) return call.leave()
      signal?.addEventListener('abort', call.leave, { once: true })
      waiting.push(call)
      serveNext()
    })
  }

  /** What one process says of the file, or how it ended. */
  async function attempt(
    request: Serializable,
    { label, timeoutMs, onProgress, signal }: ReadOptions,
  ): Promise<ReadReply | ReaderExit> {
    const slot = await acquire(signal)
    let isStuck = false
    const timer = setTimeout(() => {
      isStuck = true
      slot.process.kill()
    }, timeoutMs)
    try {
      const reply = await orAborted(slot.process.ask(request, onProgress), signal)
      if ('ok' in reply) {
        // What one large file has taken is not always given back: such a process is not used again.
        if (reply.rssBytes > memoryBytes / 2) slot.process.kill()
        else rest(slot)
        serveNext()
      } else if (isStuck) throw readerStuck(label, timeoutMs)
      else if (isOutOfMemory(reply)) throw readerTooLarge(label, memoryBytes)
      return reply
    } catch (error) {
      slot.process.kill()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    async read(request, readOptions) {
      let last: ReaderExit | undefined
      for (let tried = 0; tried < attempts && !isClosed; tried += 1) {
        const reply = await attempt(request, readOptions)
        if (!('ok' in reply)) last = reply
        else if (reply.ok) return reply.value
        else throw SwitchyardError.fromInfo(reply.error)
      }
      throw isClosed ? cancelledError() : readerFailed(readOptions.label, last)
    },
    warm() {
      if (slots.size === 0 && !isClosed) start()
    },
    pids: () => [...slots].flatMap(({ process }) => process.pid ?? []),
    async close() {
      isClosed = true
      for (const call of [...waiting]) call.leave()
      for (const { process } of slots) process.kill()
      await Promise.all([...slots].map(({ process }) => process.gone))
    },
  }
}

/** V8 aborts when its heap is full. */
function isOutOfMemory({ signal, code }: ReaderExit): boolean {
  return signal === memorySignal || signal === 'SIGABRT' || code === 134
}
