import { LRUCache } from 'lru-cache'
import type { Clock } from '../../core/clock.js'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import { retry } from '../../core/flow/retry.js'
import { createThoughtFilter, stripThoughts } from '../../core/thoughts/thought-filter.js'
import { ProviderFailure, type ProviderPlace, toProviderFailure } from '../../http/provider-errors.js'
import type { TokenUsage } from '../../spending/usage.js'
import type { LanguageModel, LanguageModelOptions, Message } from '../language-model.js'
import {
  type AskedFor,
  type NextWay,
  nextWay,
  rememberWay,
  type WayOfAsking,
  wayTo,
} from '../way-of-asking.js'
import { withinTime } from '../within-time.js'
import type { ChatCallOptions, ChatClient, ChatPiece } from './chat-client.js'

export interface LlmRetryOptions {
  /** Calls in all, the first included. Default: 3. */
  attempts?: number | undefined
  /** Longest pause before the first retry, ms; doubles with each failure. `Retry-After` adds to it. Default: 1000. */
  firstPauseMs?: number | undefined
  /** Default: the system's. */
  clock?: Clock | undefined
}

export interface LangChainModelOptions {
  client: ChatClient
  place: ProviderPlace
  /** Most time for a whole JSON reply, and between two pieces of a streamed one. */
  timeoutMs: number
  retry?: LlmRetryOptions | undefined
}

/**
 * A `LanguageModel` over a chat client: time limits, retries with jitter that honour `Retry-After`, errors in our words,
 * and the fullest way of asking that the server takes, found out once a process (see `nextWay`). Thoughts are taken out of
 * every reply.
 */
export function createLangChainModel({
  client,
  place,
  timeoutMs,
  retry: { attempts = 3, firstPauseMs = 1000, clock } = {},
}: LangChainModelOptions): LanguageModel {
  const server = `${place.title} ${place.id}`
  const fullest: WayOfAsking = {
    ...{ format: client.formats[0] ?? 'prompt', streamed: true, countsTokens: true },
    ...{ temperature: true, limit: 'max_tokens', pictures: true },
  }
  const expired = (ms: number) =>
    new SwitchyardError(
      'PROVIDER_UNAVAILABLE',
      `${place.title} sent nothing usable within ${ms / 1000} s. Try again, or choose a faster LLM.`,
      { retryable: true, details: { llm: place.id, timeoutMs: ms } },
    )

  /** One attempt. Every error that leaves it is a `ProviderFailure`, or the signal's. */
  async function* attempt(
    messages: readonly Message[],
    { signal, ...options }: ChatCallOptions,
  ): AsyncGenerator<ChatPiece> {
    let started = false
    let finish: string | undefined
    const filter = options.json
      ? undefined
      : createThoughtFilter({ holds: thinksUnopened.has(server) ? 'known' : 'likely' })
    try {
      const { json } = options
      const start = (either: AbortSignal) => client.call(messages, { ...options, signal: either })
      const bounds = { signal, idleMs: timeoutMs, totalMs: json && timeoutMs, expired }
      for await (const piece of withinTime(start, bounds)) {
        started = true
        finish = piece.finish ?? finish
        yield filter ? { ...piece, text: filter.push(piece.text) } : piece
      }
      if (filter) yield { text: filter.end() }
      if (filter?.closedUnopened) thinksUnopened.set(server, true)
      if (finish === undefined && client.saysFinish) throw cutOff(place, started)
      if (finish === 'content_filter') throw badReply(place, 'was stopped by a content filter', false)
      if (finish === 'length' && !json) throw badReply(place, 'ended at its length limit', false)
    } catch (thrown) {
      if (signal.aborted) throw cancelledError(signal)
      throw toProviderFailure(thrown, { place, started })
    }
  }

  /** Calls again what may succeed when called again, unless another way of asking is the next move. */
  async function retrying<T>(
    call: () => Promise<T>,
    {
      signal,
      tries,
      hasOtherWay,
    }: { signal: AbortSignal; tries: number; hasOtherWay: (failure: ProviderFailure) => boolean },
  ): Promise<T> {
    if (signal.aborted) throw cancelledError(signal)
    return retry(call, {
      attempts: tries,
      firstPauseMs,
      shouldRetry: (error) =>
        error instanceof ProviderFailure && error.error.retryable && !hasOtherWay(error),
      retryAfterMs: (error) => (error instanceof ProviderFailure ? error.facts.retryAfterMs : undefined),
      signal,
      clock,
    })
  }

  /** Asks as fully as the server is known to take, then by the ways that its refusals leave. */
  async function asking<T>(
    call: (way: WayOfAsking) => Promise<T>,
    { signal, asked }: { signal: AbortSignal; asked: AskedFor },
  ): Promise<T> {
    const from = wayTo(server, fullest)
    let way = from
    let isSure = true
    let calls = 0
    for (;;) {
      try {
        const counted = () => {
          calls++
          return call(way)
        }
        const hasOtherWay = (failure: ProviderFailure) => wayAfter(failure, way, asked) !== undefined
        const reply = await retrying(counted, { signal, tries: attempts - calls, hasOtherWay })
        rememberWay(server, { from, to: way, isSure })
        return reply
      } catch (thrown) {
        const next = thrown instanceof ProviderFailure ? wayAfter(thrown, way, asked) : undefined
        if (!next) throw thrown instanceof ProviderFailure ? thrown.error : thrown
        // A plain refusal used up no try.
        if (next.isSure) calls--
        isSure &&= next.isSure
        way = next.way
      }
    }
  }

  const askedFor = (
    messages: readonly Message[],
    options: LanguageModelOptions,
    isJson: boolean,
  ): AskedFor => ({
    formats: isJson ? client.formats : [],
    temperature: options.temperature !== undefined,
    limit: options.maxTokens !== undefined,
    pictures: client.sees === true && messages.some(({ pictures = [] }) => pictures.length > 0),
    whole: client.asksWhole === true,
  })

  return {
    id: place.id,
    enforcesSchema: client.enforcesSchema,
    sees: client.sees,

    json(messages, { schema, schemaName, onText, ...options }) {
      const whole = async (way: WayOfAsking) => {
        const sent = way.format === 'json-schema' ? messages : withSchema(messages, schema)
        let text = ''
        let usage: TokenUsage | undefined
        let cut = false
        const json = { format: way.format, schema, schemaName }
        for await (const piece of attempt(sent, { ...options, way, json })) {
          cut ||= piece.finish === 'length'
          text += piece.text
          if (piece.text) onText?.(text)
          usage = piece.usage ?? usage
        }
        const words = stripThoughts(text)
        if (words.closedUnopened) thinksUnopened.set(server, true)
        if (!words.text.trim()) throw new ProviderFailure(badReply(place, describeEmpty(text), true))
        return { text: words.text, cut: cut || undefined, usage }
      }
      return asking(whole, { signal: options.signal, asked: askedFor(messages, options, true) })
    },

    async *stream(messages, { onUsage = () => {}, ...options }) {
      let usage: TokenUsage | undefined
      // A retry starts the reply anew, so it is possible only while nothing of it was passed on.
      const open = async (way: WayOfAsking) => {
        const pieces = attempt(messages, { ...options, way })
        for (;;) {
          const next = await pieces.next()
          usage = (!next.done && next.value.usage) || usage
          if (next.done || next.value.text) return { pieces, first: next.done ? undefined : next.value.text }
        }
      }
      const invocation = askedFor(messages, options, false)
      const { pieces, first } = await asking(open, { signal: options.signal, asked: invocation })
      if (first === undefined) throw badReply(place, 'is empty', true)
      try {
        yield first
        for await (const piece of pieces) {
          usage = piece.usage ?? usage
          if (piece.text) yield piece.text
        }
      } catch (thrown) {
        throw thrown instanceof ProviderFailure ? thrown.error : thrown
      } finally {
        if (usage) onUsage(usage)
        await pieces.return(undefined)
      }
    },
  }
}

/** The next way of asking after a failure, where the server spoke and another way may mend it. */
function wayAfter({ error, facts }: ProviderFailure, way: WayOfAsking, asked: AskedFor): NextWay | undefined {
  if (facts.said === undefined || !mendable.has(error.code)) return undefined
  const next = nextWay(way, { status: facts.status, said: facts.said }, asked)
  // A request that is too long together with the reply's limit may fit without it: this time only.
  if (error.code !== 'LLM_CONTEXT_TOO_LONG') return next
  return next && next.way.limit !== way.limit ? { ...next, isSure: false } : undefined
}

const mendable = new Set<string>([
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_NOT_SERVED',
  'PROVIDER_BAD_REPLY',
  'LLM_CONTEXT_TOO_LONG',
])

/** Models that end thoughts which nothing opened, by server: their templates open them in the prompt. */
const thinksUnopened = new LRUCache<string, true>({ max: 200 })

const describeEmpty = (text: string) => (text.trim() ? 'holds thoughts and no answer' : 'is empty')

/** Many servers take only one system message, and only as the first. */
function withSchema(messages: readonly Message[], schema: Record<string, unknown>): Message[] {
  const rule = `Reply with one JSON object that obeys this JSON Schema, and with nothing else, no code fence:\n${JSON.stringify(schema)}`
  const [first, ...rest] = messages
  if (first?.role !== 'system') return [{ role: 'system', content: rule }, ...messages]
  return [{ role: 'system', content: `${first.content}\n\n${rule}` }, ...rest]
}

function badReply(place: ProviderPlace, what: string, retryable: boolean): SwitchyardError {
  return new SwitchyardError(
    'PROVIDER_BAD_REPLY',
    `The reply of ${place.id} ${what}. Try again, ask for less at once, or choose another LLM.`,
    { retryable, details: { llm: place.id } },
  )
}

const cutOff = (place: ProviderPlace, started: boolean) =>
  badReply(place, started ? 'was cut off before its end' : 'is no valid reply', true)
