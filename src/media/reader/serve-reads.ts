import { toSwitchyardError } from '../../core/errors.js'
import type { ReadProgress, ReadReply } from './reader-protocol.js'
import { type SelfWatch, watchSelf } from './watch-self.js'

/**
 * Reads what a request is about; `beforeBlocking` is called before work that keeps the main thread busy, `progress` with how much
 * of it is done, 0 to 1.
 */
export type Read = (
  request: unknown,
  beforeBlocking: () => void,
  progress: (fraction: number) => void,
) => Promise<unknown>

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
    const outcome = await outcomeOf(() => read(request, watch.beforeBlocking, inPercent()))
    watch.busy(false)
    tell({ ...outcome, rssBytes: process.memoryUsage.rss() })
  }
}

function tell(message: ReadReply | ReadProgress): void {
  // A parent that has just gone is no error; `disconnect` ends this process.
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

/** Tells of each hundredth once. */
function inPercent(): (fraction: number) => void {
  let told = 0
  return (fraction) => {
    if (fraction < told + 0.01) return
    told = fraction
    tell({ progress: fraction })
  }
}

async function outcomeOf(read: () => Promise<unknown>) {
  try {
    return { ok: true, value: await read() } as const
  } catch (thrown) {
    return { ok: false, error: toSwitchyardError(thrown).toInfo() } as const
  }
}
