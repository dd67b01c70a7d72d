import type { Context } from 'hono'
import type { Agent } from '../agent/agent.js'
import type { QueueConnection } from '../queue/redis/connection.js'
import type { Budget } from '../spending/budget.js'
import { type Access, type KeyRing, openAccess } from './access/key-ring.js'
import type { ChatShelf } from './chats/chat-shelf.js'
import type { HidePaths } from './http/hide-paths.js'
import type { BodyLimits } from './http/read-body.js'
import { knowBody } from './http/write-reply.js'
import type { HandlerSettings } from './options.js'
import type { Admission } from './runs/admission.js'
import type { Approvals } from './runs/approvals.js'
import type { ConversationMemory } from './runs/conversation-memory.js'
import type { RunRegistry } from './runs/run-registry.js'
import type { BoundedFileShelf } from './shelf/bounded-file-shelf.js'
import type { MediaShelf } from './shelf/media-shelf.js'
import type { RecordPlace } from './shelf/owned-records.js'
import type { ServerMetrics } from './telemetry/server-metrics.js'
import type { ServedWebhooks } from './webhooks/served-webhooks.js'

/** What the endpoints share. */
export interface Services {
  /** Behind a queue, its runs are the queue's. */
  agent: Agent
  settings: HandlerSettings
  admission: Admission
  metrics: ServerMetrics
  files: BoundedFileShelf
  media: MediaShelf
  runs: RunRegistry
  /** Plans that wait for the word of a client. */
  approvals: Approvals
  conversations: ConversationMemory
  chats: ChatShelf
  /** Where small records are kept, by owner. */
  records: RecordPlace
  /** The way to the queue, on a server that has one. */
  queue: QueueConnection | undefined
  /** Undefined: every request is accepted. */
  keys: KeyRing | undefined
  /** Where ends are told of; undefined: nowhere. */
  webhooks: ServedWebhooks | undefined
  hidePaths: HidePaths
  /** Aborts when the server has to end what still runs. */
  stopping: AbortSignal
  /** When the server started, seconds since 1970. */
  startedAt: number
  /** Lets go of what was opened. */
  close(): Promise<void>
}

export interface ServerEnv {
  /**
   * What a server of ours has of a connection; nothing where another one has mounted the handler.
   * `access`: of a request of this process itself, which nobody has sent.
   */
  Bindings: {
    outgoing?: { destroy(): unknown; socket: { remoteAddress?: string | undefined } | null }
    access?: Access
  }
  Variables: { requestId: string; access: Access }
}

export type ServerContext = Context<ServerEnv>

export function jsonLimits({ settings }: Services): BodyLimits {
  const { maxJsonBytes, bodyIdleMs, minBytesPerSecond, bodyGraceMs } = settings
  return { maxBytes: maxJsonBytes, idleMs: bodyIdleMs, minBytesPerSecond, graceMs: bodyGraceMs }
}

/** Uploads may be as large as media may be, and a little more for the rest of the form. */
export function uploadLimits(services: Services): BodyLimits {
  const { maxBytes } = services.agent.parts.profile.media
  return { ...jsonLimits(services), maxBytes: maxBytes + 1_000_000 }
}

/** The address of a file that a key may see. With keys it is signed, because a browser that shows it sends none. */
export function mediaUrl(services: Services, c: ServerContext, digest: string): string {
  return mediaLink(services, { owner: c.get('access').owner, origin: new URL(c.req.raw.url).origin }, digest)
}

/** The same for an owner whose request is over. */
export function mediaLink(
  { settings, media }: Services,
  { owner, origin }: { owner: string; origin: string },
  digest: string,
): string {
  const query = owner !== openAccess.owner ? `?${media.sign(owner, digest)}` : ''
  return `${settings.publicUrl ?? origin}/v1/media/${digest}${query}`
}

/** Who waits for what a server works on. */
export interface Requester {
  /** The key's id, or `local`. */
  owner: string
  /** End the work: the client goes, its key is revoked. */
  signals: readonly (AbortSignal | undefined)[]
}

/** Who sent a request: the work for it ends when the client goes, or the key is revoked. */
export function requesterOf(c: ServerContext): Requester {
  const { owner, signal } = c.get('access')
  return { owner, signals: [c.req.raw.signal, signal] }
}

/** What the key of an owner spends and may spend; undefined on a server without keys. */
export const budgetOf = ({ keys }: Pick<Services, 'keys'>, owner: string): Budget | undefined =>
  keys?.account(owner)?.budget

/** How a stream to this client is kept open and ended. */
export function streamSettings({ settings, hidePaths, metrics }: Services, c: ServerContext) {
  const { pingMs, slowReaderMs } = settings
  return {
    pingMs,
    slowReaderMs,
    rewrite: hidePaths,
    onOpen: metrics.openStream,
    disconnect: () => c.env.outgoing?.destroy(),
  }
}

/** A reply in JSON that may quote what failed on this machine. */
export function sendJson(
  { hidePaths }: Services,
  value: object,
  { status = 200, headers }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  const text = hidePaths(JSON.stringify(value))
  return knowBody(
    new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } }),
    text,
  )
}
