import { z } from 'zod'
import type { ApprovalContext, ApprovalDecision, ApprovalRequest } from '../../agent/approval/approval.js'
import { dayMs } from '../../core/clock.js'
import { mediaSchema } from '../../media/media.js'
import { planSchema } from '../../plan/plan.js'
import { openRunQueues } from '../bullmq/run-queues.js'
import type { QueueConnection } from '../redis/connection.js'
import { parseMessage } from '../redis/messages.js'

/** A plan of a run in the queue that waits for a person's word, with what a changed plan may speak of. */
export type WaitingApproval = Pick<ApprovalContext, 'media' | 'earlier'> & { request: ApprovalRequest }

const waitingShape = z.object({
  request: z.looseObject({
    runId: z.string(),
    hash: z.string(),
    plan: planSchema,
    expiresAt: z.iso.datetime(),
  }),
  media: z.record(z.string(), mediaSchema),
  earlier: z.array(z.looseObject({ id: z.string(), tool: z.string(), summary: z.string() })),
})
const waitingSchema = z.custom<WaitingApproval>((value) => waitingShape.safeParse(value).success)
const decisionSchema: z.ZodType<ApprovalDecision> = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('approve'), hash: z.string() }),
  z.object({ decision: z.literal('decline'), reason: z.string().optional() }),
  z.object({ decision: z.literal('edit'), plan: planSchema }),
])

/** As long as the state of an unfinished run is kept. */
const keepMs = 30 * dayMs
const [waitsField, decisionField] = [(hash: string) => `waits ${hash}`, (hash: string) => `decision ${hash}`]

/** Approvals of runs in the queue. They are in Redis with the run, so that no process has to be there while one waits. */
export interface ApprovalDesk {
  /** Puts down that a plan waits. The first time counts: its time does not begin anew when another process asks again. */
  ask(waiting: WaitingApproval): Promise<WaitingApproval>
  /** What a run waits for now; undefined when that is nothing, or when its time is over. */
  find(runId: string): Promise<WaitingApproval | undefined>
  /** Hashes of the plans that were asked about. */
  asked(runId: string): Promise<ReadonlySet<string>>
  /** What was decided on a plan; undefined: nothing yet. */
  decision(runId: string, hash: string): Promise<ApprovalDecision | undefined>
  /** Takes the first decision on a plan and lets its run go on; false when there was another one before. */
  decide(runId: string, hash: string, decision: ApprovalDecision): Promise<boolean>
  close(): Promise<void>
}

export function createApprovalDesk(
  connection: Pick<QueueConnection, 'redis' | 'keys' | 'namespace'>,
): ApprovalDesk {
  const { redis, keys } = connection
  const queues = openRunQueues(connection)
  const read = async (runId: string, hash: string): Promise<WaitingApproval | undefined> =>
    parseMessage(waitingSchema, await redis.hget(keys.runApproval(runId), waitsField(hash)))
  const decision = async (runId: string, hash: string): Promise<ApprovalDecision | undefined> =>
    parseMessage(decisionSchema, await redis.hget(keys.runApproval(runId), decisionField(hash)))
  const askedHashes = async (runId: string): Promise<string[]> =>
    (await redis.hkeys(keys.runApproval(runId))).flatMap((field) =>
      field.startsWith(waitsField('')) ? [field.slice(waitsField('').length)] : [],
    )

  return {
    async ask(waiting) {
      const { runId, hash } = waiting.request
      const key = keys.runApproval(runId)
      await redis
        .multi()
        .hsetnx(key, waitsField(hash), JSON.stringify(waiting))
        .hset(key, 'now', hash)
        .pexpire(key, keepMs)
        .exec()
      return (await read(runId, hash)) ?? waiting
    },
    async find(runId) {
      const hash = await redis.hget(keys.runApproval(runId), 'now')
      if (hash === null || (await decision(runId, hash))) return undefined
      const waiting = await read(runId, hash)
      return waiting && Date.parse(waiting.request.expiresAt) > Date.now() ? waiting : undefined
    },
    asked: async (runId) => new Set(await askedHashes(runId)),
    decision,
    async decide(runId, hash, decided) {
      const key = keys.runApproval(runId)
      const isFirst = await redis.hsetnx(key, decisionField(hash), JSON.stringify(decided))
      // Also for one that was decided before: whoever decided may have died before the run was woken.
      await queues.wake(runId)
      return isFirst === 1
    },
    close: () => queues.close(),
  }
}
