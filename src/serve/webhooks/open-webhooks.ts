import { createHash } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { dayMs } from '../../core/clock.js'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import { checkUrl, displayUrl, type Network } from '../../media/fetch/fetch-url.js'
import { postToUrl } from '../../media/fetch/post-url.js'
import type { RecordPlace } from '../shelf/owned-records.js'

/** Where a server tells of what has ended. */
export interface WebhookTarget {
  /** `https:`; also `http:` and private addresses where the profile allows those. */
  url: string
  /** What the messages are signed with: `whsec_` and base64, as clients of OpenAI take it. */
  secret: string
}

/** Something that has ended. */
export interface WebhookEvent {
  /** Such as `batch.completed`. */
  type: string
  /** What it is about. */
  id: string
}

/** Tells of events, signed as Standard Webhooks. What was noted is told at least once, also after a restart. */
export interface Webhooks {
  /** Notes an event, to be told from now on. The same event again is the same message. */
  announce(event: WebhookEvent): Promise<void>
  close(): Promise<void>
}

export interface WebhooksOptions {
  target: WebhookTarget
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
  event: z.object({ type: z.string(), id: z.string() }),
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

/** @throws SwitchyardError `INVALID_CONFIG` for a URL or a secret that can't be used */
export function openWebhooks(options: WebhooksOptions): Webhooks {
  const {
    target,
    place,
    allowPrivateAddresses,
    onGivenUp,
    network,
    sweepMs = 1_000,
    now = Date.now,
  } = options
  const { url, webhook } = readTarget(target, allowPrivateAddresses)
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
    { type, id: about }: WebhookEvent,
    createdAtMs: number,
  ): Promise<{ reason: string; isFinal: boolean } | undefined> {
    const body = JSON.stringify({
      object: 'event',
      id,
      type,
      created_at: Math.floor(createdAtMs / 1000),
      data: { id: about },
    })
    const at = new Date(now())
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': webhook.sign(id, at, body),
    }
    try {
      const { signal } = stopping
      const { status } = await postToUrl(url, {
        ...{ body, headers, allowPrivateAddresses, timeoutMs, signal, network },
      })
      if (status >= 200 && status < 300) return undefined
      return { reason: `${displayUrl(url)} answered ${status}.`, isFinal: status === gone }
    } catch (error) {
      return { reason: messageOf(error), isFinal: false }
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
    async announce(event) {
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

function readTarget(
  { url: text, secret }: WebhookTarget,
  allowPrivateAddresses: boolean,
): { url: URL; webhook: Webhook } {
  if (!URL.canParse(text)) throw invalid(`"${text.slice(0, 200)}" is no URL for a webhook.`)
  const url = new URL(text)
  if (url.protocol !== 'https:' && !allowPrivateAddresses)
    throw invalid(
      'A webhook needs an https: URL. For one in a private network set media.allowPrivateAddresses: true in the profile.',
    )
  try {
    checkUrl(url, { allowPrivateAddresses })
  } catch (error) {
    throw invalid(`The webhook can't be used: ${messageOf(error)}`)
  }
  const shortest = 16
  const bytes = /^whsec_[A-Za-z0-9+/]+=*$/.test(secret) ? Buffer.from(secret.slice(6), 'base64').length : 0
  if (bytes < shortest)
    throw invalid(
      'The secret of a webhook is "whsec_" and at least 16 bytes in base64. Make one: echo "whsec_$(openssl rand -base64 32)"',
    )
  return { url, webhook: new Webhook(secret) }
}

const invalid = (message: string): SwitchyardError => new SwitchyardError('INVALID_CONFIG', message)
