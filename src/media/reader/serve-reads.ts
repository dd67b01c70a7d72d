import { toSwitchyardError } from '../../core/errors.js'
import type { ReadReply } from './reader-protocol.js'
import { watchSelf } from './watch-self.js'

/**
 * Makes this process a reader: it answers its parent's requests with `read`, one after the other, and ends with its parent
 * or when one takes more memory than the first argument of the program allows, in bytes.
 */
export function serveReads(read: (request: unknown) => Promise<unknown>): void {
  const answer = createReadServer(read, { memoryBytes: Number(process.argv[2]) })
  // Ctrl-C reaches the whole process group; the parent decides what happens then.
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit(0))
  // Libraries leave promises behind when they give up half-way; what `read` says counts.
  process.on('unhandledRejection', () => {})
  process.on('message', answer)
}

/** Answers requests to read, and ends this process when one takes more memory than that. */
export function createReadServer(
  read: (request: unknown) => Promise<unknown>,
  { memoryBytes }: { memoryBytes: number },
): (request: unknown) => Promise<void> {
  const watch = watchSelf(memoryBytes)
  return async (request) => {
    watch.busy(true)
    const outcome = await outcomeOf(read, request)
    watch.busy(false)
    const reply: ReadReply = { ...outcome, rssBytes: process.memoryUsage.rss() }
    // A parent that has just gone is no error; `disconnect` ends this process.
    if (process.connected) process.send?.(reply, undefined, undefined, () => {})
  }
}

async function outcomeOf(read: (request: unknown) => Promise<unknown>, request: unknown) {
  try {
    return { ok: true, value: await read(request) } as const
  } catch (thrown) {
    return { ok: false, error: toSwitchyardError(thrown).toInfo() } as const
  }
}
