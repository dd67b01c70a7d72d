import { dirsFrom } from '../../config/dirs.js'
import type { FeedbackStore } from '../../feedback/feedback-store.js'
import { exitCodes } from '../exit-codes.js'
import { reportError } from '../with-agent.js'
import { withQueue } from '../with-queue.js'

/** Where it is kept: in a file of this machine, or for the servers and workers of a queue. */
export interface StoreFlags {
  redis?: string | undefined
  namespace: string
}

/** Opens what people said, lets `use` look at it, and sets the exit code. */
export async function withStore(
  { redis, namespace }: StoreFlags,
  use: (store: FeedbackStore) => Promise<void>,
): Promise<void> {
  if (redis !== undefined)
    return withQueue({ redis, namespace }, async (connection) => {
      const { openRedisFeedback } = await import('../../queue/runs/redis-feedback.js')
      await use(await openRedisFeedback(connection))
      return exitCodes.answered
    })
  try {
    const { openFeedbackStore } = await import('../../feedback/feedback-store.js')
    await use(await openFeedbackStore({ file: dirsFrom(process.env).feedback }))
    process.exitCode = exitCodes.answered
  } catch (thrown) {
    process.exitCode = reportError(thrown)
  }
}
