import { toSwitchyardError } from '../../core/errors.js'
import type { ReadReply } from './reader-protocol.js'
import { type SelfWatch, watchSelf } from './watch-self.js'

/** Reads what a request is about; `beforeBlocking` is called before work that keeps the main thread busy. */
export type Read = (request: unknown, beforeBlocking: () => void) => Promise<unknown>

/**
 * Makes this process a reader: it answers its parent's requests with `read`, one after the other, and ends with its parent
 * or when one takes more memory than the first argument of the program allows, in bytes.
 */
export function serveReads(read: Read): void {
  const answer = createReadServer(read, watchSelf(Number(process.argv[2])))
  // Ctrl-C reaches the whole process group; the parent decides what happens then.
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit(0))
  // Libraries leave promises behind when they give up half-way; what `read` says counts.
  process.on('unhandledRejection', () => {})
  process.on('message', answer)
}

/** Answers requests to read, and has this process ended when one takes too much memory. */
export function createReadServer(read: Read, watch: SelfWatch): (request: unknown) => Promise<void> {
  return async (request) => {
    watch.busy(true)
    const outcome = await outcomeOf(() => read(request, watch.beforeBlocking))
    watch.busy(false)
    const reply: ReadReply = { ...outcome, rssBytes: process.memoryUsage.rss() }
    // A parent that has just gone is no error; `disconnect` ends this process.
    if (process.connected) process.send?.(reply, undefined, undefined, () => {})
  }
}

async function outcomeOf(read: () => Promise<unknown>) {
  try {
    return { ok: true, value: await read() } as const
  } catch (thrown) {
    return { ok: false, error: toSwitchyardError(thrown).toInfo() } as const
  }
}
