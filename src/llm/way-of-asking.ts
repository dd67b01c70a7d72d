import { LRUCache } from 'lru-cache'
import type { ReplyFormat } from './reply-format.js'

/** What of a request a server takes: the fullest way first, then without what it refuses. */
export interface WayOfAsking {
  /** How JSON is asked for. */
  format: ReplyFormat
  /** Whether the reply comes in pieces. */
  streamed: boolean
  /** Whether it is asked how many tokens a streamed reply took. */
  countsTokens: boolean
  temperature: boolean
  /** The name by which the server knows the limit of tokens; undefined: it takes none. */
  limit: 'max_tokens' | 'max_completion_tokens' | undefined
  pictures: boolean
}

/** What a call makes use of, so that nothing is left out that wasn't there. */
export interface AskedFor {
  /** Formats of JSON, strictest first; empty for words. */
  formats: readonly ReplyFormat[]
  temperature: boolean
  limit: boolean
  pictures: boolean
  /** Whether the reply can be had in one piece. */
  whole: boolean
}

export interface RefusedCall {
  /** The HTTP status; undefined where an error came in a reply with status 200. */
  status: number | undefined
  /** The server's own words. */
  said: string
}

export interface NextWay {
  way: WayOfAsking
  /** Whether the server said that this was the fault; else another reason is as likely. */
  isSure: boolean
}

/** Statuses with which servers refuse what they don't know; 500 is what a server says whose library threw. */
const refusing = new Set<number | undefined>([400, 404, 405, 415, 422, 500, 501, undefined])
/** With these, what is refused need not be said. */
const refusingUnsaid = new Set<number | undefined>([400, 415, 422, 500, 501])

/**
 * How to ask again after a refusal: without what the server names, or as plainly as can be where it names nothing.
 * Undefined: the fault is of another kind, or nothing is left to leave out. Pure.
 */
export function nextWay(way: WayOfAsking, refusal: RefusedCall, asked: AskedFor): NextWay | undefined {
  const { status } = refusal
  if (!refusing.has(status)) return undefined
  const refusalText = refusal.said.slice(0, 4000).toLowerCase()
  if (otherFaults.test(refusalText)) return undefined
  const named = without(way, refusalText, asked)
  if (named) return { way: named, isSure: true }
  if (!refusingUnsaid.has(status)) return undefined
  const plain = plainest(way, asked)
  if (status === 500 && plain.format === way.format) return undefined
  return isSame(plain, way) ? undefined : { way: plain, isSure: status !== 500 }
}

/** Faults that no other way of asking mends. */
const otherFaults =
  /api[ _-]?key|unauthori[sz]ed|not found|not loaded|not exist|does not exist|no model|content[ _]?(?:policy|filter)|safety|billing|credit/

/** Without the first thing that the server names and that the call makes use of. */
function without(way: WayOfAsking, said: string, asked: AskedFor): WayOfAsking | undefined {
  if (asked.temperature && way.temperature && /temperature/.test(said)) return { ...way, temperature: false }
  if (asked.limit && way.limit && /max_(?:completion_|new_|output_)?tokens/.test(said)) {
    const other = /max_completion_tokens/.test(said) && /unsupported|not supported|instead/.test(said)
    return { ...way, limit: way.limit === 'max_tokens' && other ? 'max_completion_tokens' : undefined }
  }
  const format = asked.formats[asked.formats.indexOf(way.format) + 1]
  if (format && /format|json|schema|grammar|structured|guided/.test(said)) return { ...way, format }
  if (asked.pictures && way.pictures && /image|vision|multi-?modal|picture/.test(said))
    return { ...way, pictures: false }
  if (way.countsTokens && /stream_options|include_usage/.test(said)) return { ...way, countsTokens: false }
  if (asked.whole && way.streamed && /\bstream/.test(said)) return { ...way, streamed: false }
  return undefined
}

function plainest(way: WayOfAsking, { formats, temperature, limit, pictures }: AskedFor): WayOfAsking {
  return {
    ...way,
    format: formats.at(-1) ?? way.format,
    temperature: way.temperature && !temperature,
    limit: limit ? undefined : way.limit,
    pictures: way.pictures && !pictures,
  }
}

const parts = ['format', 'streamed', 'countsTokens', 'temperature', 'limit', 'pictures'] as const

const isSame = (one: WayOfAsking, other: WayOfAsking): boolean =>
  parts.every((part) => one[part] === other[part])

/** Ways that servers took in this process, by server and model. */
const known = new LRUCache<string, { way: WayOfAsking; guess?: WayOfAsking | undefined }>({ max: 200 })

/** How a server was last asked with success; the fullest way where nothing is known. */
export function wayTo(server: string, fullest: WayOfAsking): WayOfAsking {
  return known.get(server)?.way ?? fullest
}

/**
 * Keeps what a server took in the end, where it began with another way. What was only guessed counts from the second time
 * on: a server may stumble once.
 */
export function rememberWay(
  server: string,
  { from, to, isSure }: { from: WayOfAsking; to: WayOfAsking; isSure: boolean },
): void {
  if (isSame(from, to)) return
  const { way = from, guess } = known.get(server) ?? {}
  // Another call may have found out something else meanwhile.
  const changes = Object.fromEntries(
    parts.flatMap((part) => (from[part] === to[part] ? [] : [[part, to[part]]])),
  )
  const changed = { ...way, ...changes }
  if (isSure || (guess && isSame(guess, changed))) known.set(server, { way: changed })
  else known.set(server, { way, guess: changed })
}
