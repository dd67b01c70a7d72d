import { dayMs } from '../core/clock.js'
import type { QueueConnection } from '../queue/redis/connection.js'
import type { ChangeableSettings } from './settings/changeable-settings.js'
import type { WebhookTarget } from './webhooks/webhook-target.js'

/** Options of `createHandler`. All of them have defaults. */
export interface HandlerOptions {
  /** A file of keys made with `switchyard keys add`. Default: none, and every request is accepted. */
  keyFile?: string | undefined
  /** Where clients reach the server, for links to media, such as `https://ai.example`. Default: as they called it. */
  publicUrl?: string | undefined
  /** Host names under which it may be called, besides addresses, `localhost` and the machine's name. @default [] */
  allowedHosts?: readonly string[] | undefined
  /** Origins whose pages may call it, such as `https://chat.example`. @default [] */
  corsOrigins?: readonly string[] | undefined
  /**
   * The queue of `openQueue`: requests become runs on it, which workers plan and answer. The caller closes it, after the
   * server. Default: none, and runs are this process's.
   */
  queue?: QueueConnection | undefined
  /** Most runs at once. @default 8; behind a queue, where workers do the work, 256 */
  concurrency?: number | undefined
  /** Most requests that wait for their turn; the next one is answered 429. @default 64 */
  waiting?: number | undefined
  /** Behind a queue, most runs that wait in it, those of other servers too; the next one is answered 429. @default 10,000 */
  backlog?: number | undefined
  /** Most bytes of a JSON body, media in it included. @default 64,000,000 */
  maxJsonBytes?: number | undefined
  /** Most media of one request. @default 64 */
  maxMedia?: number | undefined
  /** Most bytes of uploads that one key keeps. @default 10,000,000,000 */
  uploadBytesPerKey?: number | undefined
  /** Most bytes of uploads of all keys together. @default 50,000,000,000 */
  uploadBytes?: number | undefined
  /** How long uploads are kept that name no time of their own, milliseconds. @default 2,592,000,000 (30 days) */
  keepUploadsMs?: number | undefined
  /** Longest silence of a client that sends a body, milliseconds. @default 30,000 */
  bodyIdleMs?: number | undefined
  /** Bytes a second that a body has to reach after `bodyGraceMs`. @default 1000 */
  minBytesPerSecond?: number | undefined
  /** How long a body may be as slow as it likes, milliseconds. @default 10,000 */
  bodyGraceMs?: number | undefined
  /** Time between comments that keep a stream open, milliseconds. @default 15,000 */
  pingMs?: number | undefined
  /** Longest time that a client may leave a stream unread, milliseconds. @default 60,000 */
  slowReaderMs?: number | undefined
  /** How long ended runs of `/v1/runs` can be asked for, milliseconds. @default 3,600,000; behind a queue as long as it keeps them */
  keepRunsMs?: number | undefined
  /** Where the ends of batches, background responses and runs are told of, signed as Standard Webhooks. Default: nowhere. */
  webhook?: WebhookTarget | undefined
  /** Lets admins change the settings on the page and over HTTP. Default: they are looked at only. */
  settings?: ChangeableSettings | undefined
  /** Told of each reply: ids and sizes, nothing that a client sent. Default: nobody is. */
  onRequest?: ((entry: RequestLog) => void) | undefined
  /** Told of each failure of the server itself, without the words of any request. Default: nobody is. */
  onFault?: ((fault: { requestId: string; description: string }) => void) | undefined
}

/** What a log may say of a request. */
export interface RequestLog {
  requestId: string
  method: string
  /** The endpoint's pattern, such as `/v1/files/:id`. */
  route: string
  status: number
  /** The key's id, `local` without keys, or undefined where none was accepted. */
  owner: string | undefined
  /** Size of the body as the client announced it; undefined where it did not. */
  bodyBytes: number | undefined
  /** Until the reply began, milliseconds. */
  durationMs: number
}

export type HandlerSettings = ReturnType<typeof withDefaults>

/** All options, with their defaults. */
export function withDefaults(options: HandlerOptions) {
  const {
    keyFile,
    publicUrl,
    queue,
    allowedHosts = [],
    corsOrigins = [],
    concurrency = queue ? 256 : 8,
    waiting = 64,
    backlog = 10_000,
    maxJsonBytes = 64_000_000,
    maxMedia = 64,
    uploadBytesPerKey = 10_000_000_000,
    uploadBytes = 50_000_000_000,
    keepUploadsMs = 30 * dayMs,
    bodyIdleMs = 30_000,
    minBytesPerSecond = 1000,
    bodyGraceMs = 10_000,
    pingMs = 15_000,
    slowReaderMs = 60_000,
    keepRunsMs = 3_600_000,
    webhook,
    settings,
    onRequest,
    onFault,
  } = options
  return {
    keyFile,
    queue,
    publicUrl: publicUrl?.replace(/\/$/, ''),
    allowedHosts: allowedHosts.map((name) => name.toLowerCase()),
    corsOrigins,
    concurrency,
    waiting,
    backlog,
    maxJsonBytes,
    maxMedia,
    uploadBytesPerKey,
    uploadBytes,
    keepUploadsMs,
    bodyIdleMs,
    minBytesPerSecond,
    bodyGraceMs,
    pingMs,
    slowReaderMs,
    keepRunsMs,
    webhook,
    settings,
    onRequest,
    onFault,
  }
}
