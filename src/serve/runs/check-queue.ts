import type { RunClient } from '../../queue/runs/run-client.js'
import { ApiError } from '../http/api-error.js'
import type { Services } from '../services.js'

/** Whether the queue answers, as far as its connection knows; true where there is none. */
export const isQueueThere = ({ queue }: Pick<Services, 'queue'>): boolean =>
  queue === undefined || queue.redis.status === 'ready'

/**
 * A request that comes while Redis is gone is told so at once: it would wait until Redis is back. Those that were taken
 * before do wait, and go on.
 *
 * @throws ApiError 503
 */
export function checkQueue(services: Pick<Services, 'queue'>): void {
  if (isQueueThere(services)) return
  throw new ApiError(
    'The queue of this server can not be reached just now. Send the request again in a moment.',
    {
      status: 503,
      code: 'queue_unreachable',
      retry: true,
      retryAfterSeconds: 5,
    },
  )
}

/** When a client is told to come again, seconds: how fast the workers are is not known here. */
const backlogRetrySeconds = 15

/**
 * A run that would wait behind so many others is better sent again later. Those that are submitted in the same moment may go
 * over it together.
 *
 * @throws ApiError 429
 */
export async function checkBacklog(client: Pick<RunClient, 'countWaiting'>, most: number): Promise<void> {
  if ((await client.countWaiting()) < most) return
  throw new ApiError('As many runs wait in the queue as it takes. Send this one again later.', {
    status: 429,
    code: 'queue_full',
    retry: true,
    retryAfterSeconds: backlogRetrySeconds,
  })
}
