import { createHash } from 'node:crypto'
import { z } from 'zod'
import { dayMs } from '../../core/clock.js'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import { displayUrl } from '../../media/fetch/display-url.js'
import type { Network } from '../../media/fetch/fetch-url.js'
import { postToUrl } from '../../media/fetch/post-url.js'
import type { RecordPlace } from '../shelf/owned-records.js'
import { readWebhookTarget, type WebhookTarget } from './webhook-target.js'

/** Something that has ended. */
export interface WebhookEvent {
  /** Such as `batch.completed`. */
  type: string
  /** What it is about. */
  id: string
  /** Whose that is. */
  owner: string
}

/** Tells of events, signed as Standard Webhooks. What was noted is told at least once, also after a restart. */
export interface Webhooks {
  /** Whether there is anybody to tell of what is this owner's. */
  isHeard(owner: string): boolean
  /** Notes an event, to be told from now on, where there is anybody to tell. The same event again is the same message. */
  announce(event: WebhookEvent): Promise<void>
  close(): Promise<void>
}

export interface WebhooksOptions {
  /** Whom to tell of what is an owner's; undefined: nobody. Asked at each attempt. */
  targetOf: (owner: string) => WebhookTarget | undefined
  place: RecordPlace
  allowPrivateAddresses: boolean
  /** Told when a message is given up, and why. */
  onGivenUp: (description: string) => void
  network?: Network | undefined
  /** How often it looks for messages that are due, milliseconds. Default: 1,000. */
  sweepMs?: number | undefined
  now?: (() => number) | undefined
}

const deliverySchema = z.object({
  event: z.object({ type: z.string(), id: z.string(), owner: z.string() }),
  createdAtMs: z.number(),
  attempts: z.number(),
  dueAtMs: z.number(),
})

const everybody = 'all'
const timeoutMs = 15_000
const firstPauseMs = 5_000
const longestPauseMs = 4 * 3_600_000
/** Pauses grow so: 5 s, 15 s, 45 s, ... */
const growth = 3
/** The status by which a receiver says that it wants no more of it. */
const gone = 410

export function openWebhooks(options: WebhooksOptions): Webhooks {
  const {
    targetOf,
    place,
    allowPrivateAddresses,
    onGivenUp,
    network,
    sweepMs = 1_000,
    now = Date.now,
  } = options
  const deliveries = place.open('deliveries')
  const stopping = new AbortController()
  let sweeping = Promise.resolve()

  async function deliver(id: string): Promise<void> {
    const held = await place.hold(`delivery-${id}`)
    if (!held) return
    try {
      const found = deliverySchema.safeParse(await deliveries.get(everybody, id)).data
      if (!found || found.dueAtMs > now()) return
      const { event, createdAtMs } = found
      const failure = await send(id, event, createdAtMs)
      if (stopping.signal.aborted && failure) return
      const attempts = found.attempts + 1
      const dueAtMs = now() + Math.min(longestPauseMs, firstPauseMs * growth ** (attempts - 1))
      const isOver = failure?.isFinal || dueAtMs > createdAtMs + dayMs
      if (failure && isOver) onGivenUp(`${event.type} of ${event.id} was not told: ${failure.reason}`)
      if (!failure || isOver) await deliveries.remove(everybody, id)
      else await deliveries.put(everybody, id, { ...found, attempts, dueAtMs })
    } finally {
      await held.release()
    }
  }

  /** Undefined when it was taken. */
  async function send(
    id: string,
    { type, id: about, owner }: WebhookEvent,
    createdAtMs: number,
  ): Promise<{ reason: string; isFinal: boolean } | undefined> {
    const target = targetOf(owner)
    if (!target) return { reason: 'Its webhook is no longer there.', isFinal: true }
    const body = JSON.stringify({
      object: 'event',
      id,
      type,
      created_at: Math.floor(createdAtMs / 1000),
      data: { id: about },
    })
    const at = new Date(now())
    try {
      const { url, webhook } = readWebhookTarget(target, { allowPrivateAddresses })
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': webhook.sign(id, at, body),
      }
      const { signal } = stopping
      const { status } = await postToUrl(url, {
        ...{ body, headers, allowPrivateAddresses, timeoutMs, signal, network },
      })
      if (status >= 200 && status < 300) return undefined
      return { reason: `${displayUrl(url)} answered ${status}.`, isFinal: status === gone }
    } catch (error) {
      const isFinal = error instanceof SwitchyardError && error.code === 'INVALID_CONFIG'
      return { reason: messageOf(error), isFinal }
    }
  }

  const sweep = async (): Promise<void> => {
    for (const { id, record } of await deliveries.list(everybody)) {
      if (stopping.signal.aborted) return
      const due = deliverySchema.safeParse(record).data?.dueAtMs
      if (due !== undefined && due <= now()) await deliver(id)
    }
  }
  let isQueued = false
  const look = () => {
    if (isQueued) return
    isQueued = true
    sweeping = sweeping
      .then(() => {
        isQueued = false
        return sweep()
      })
      .catch(() => undefined)
  }
  const timer = setInterval(look, sweepMs)
  timer.unref()
  look()

  return {
    isHeard: (owner) => targetOf(owner) !== undefined,
    async announce(event) {
      if (!targetOf(event.owner)) return
      const id = `evt_${createHash('sha256').update(`${event.type} ${event.id}`).digest('hex').slice(0, 32)}`
      if (await deliveries.get(everybody, id)) return
      await deliveries.put(everybody, id, { event, createdAtMs: now(), attempts: 0, dueAtMs: now() })
      look()
    },
    async close() {
      clearInterval(timer)
      stopping.abort(new SwitchyardError('CANCELLED', 'The server stopped.'))
      await sweeping
    },
  }
}
