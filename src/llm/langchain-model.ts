import { setTimeout as wait } from 'node:timers/promises'
import pRetry from 'p-retry'
import { cancelled, SwitchyardError } from '../core/errors.js'
import { type Place, ProviderFailure, toProviderFailure } from '../http/provider-errors.js'
import type { TokenUsage } from '../spending/usage.js'
import type { ChatClient, ChatPiece, ReplyFormat } from './chat-client.js'
import type { LanguageModel, Message } from './language-model.js'
import { withinTime } from './within-time.js'

export interface LlmRetryOptions {
  /** Calls in all, the first included. Default: 3. */
  attempts?: number
  /** Pause before the first retry; doubles after each, with jitter. Default: 500 ms. */
  minDelayMs?: number
  /** A server that asks for a longer pause than this (`Retry-After`) is not waited for. Default: 60,000 ms. */
  maxRetryAfterMs?: number
  /** How to wait for what `Retry-After` asks. Default: a timer. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

export interface LangChainModelOptions {
  client: ChatClient
  place: Place
  /** Most time for a whole JSON reply, and between two pieces of a streamed one. */
  timeoutMs: number
  retry?: LlmRetryOptions
}

/** Statuses with which servers refuse what they don't know: a `response_format`, pictures. */
const refusals = [400, 404, 415, 422, 501]

const isRefusal = (thrown: unknown): thrown is ProviderFailure =>
  thrown instanceof ProviderFailure &&
  thrown.facts.status !== undefined &&
  refusals.includes(thrown.facts.status)

/**
 * A `LanguageModel` over a chat client: time limits, retries with jitter that honour `Retry-After`, errors in our words,
 * and JSON by the strictest format that the server takes, found out once. Where pictures are refused, it is asked without.
 */
export function createLangChainModel({
  client,
  place,
  timeoutMs,
  retry: { attempts = 3, minDelayMs = 500, maxRetryAfterMs = 60_000, sleep = sleepFor } = {},
}: LangChainModelOptions): LanguageModel {
  let format: ReplyFormat = client.formats[0] ?? 'prompt'
  let isBlind = false
  const expired = (ms: number) =>
    new SwitchyardError(
      'PROVIDER_UNAVAILABLE',
      `${place.title} sent nothing usable within ${ms / 1000} s. Try again, or choose a faster LLM.`,
      { retryable: true, details: { llm: place.id, timeoutMs: ms } },
    )

  /** One attempt. Every error that leaves it is a `ProviderFailure`, or the signal's. */
  async function* attempt(
    messages: readonly Message[],
    { signal, json, onProgress }: Parameters<ChatClient['call']>[1],
  ): AsyncGenerator<ChatPiece> {
    let started = false
    let finish: string | undefined
    try {
      const start = (either: AbortSignal) =>
        client.call(messages, { signal: either, ...(json && { json }), ...(onProgress && { onProgress }) })
      const bounds = { signal, idleMs: timeoutMs, ...(json && { totalMs: timeoutMs }), expired }
      for await (const piece of withinTime(start, bounds)) {
        started = true
        finish = piece.finish ?? finish
        yield piece
      }
      if (finish === undefined && client.saysFinish) throw cutOff(place, started)
      if (finish === 'content_filter') throw badReply(place, 'was stopped by a content filter', false)
      if (finish === 'length' && !json) throw badReply(place, 'ended at its length limit', false)
    } catch (thrown) {
      if (signal.aborted) throw cancelled(signal)
      throw toProviderFailure(thrown, { place, started })
    }
  }

  async function retrying<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await pRetry(call, {
        retries: attempts - 1,
        minTimeout: minDelayMs,
        randomize: true,
        signal,
        shouldRetry: async ({ error }) => {
          if (!(error instanceof ProviderFailure) || !error.error.retryable) return false
          const { retryAfterMs } = error.facts
          if (retryAfterMs === undefined) return true
          if (retryAfterMs > maxRetryAfterMs) return false
          await sleep(retryAfterMs, signal)
          return true
        },
      })
    } catch (thrown) {
      if (signal.aborted) throw cancelled(signal)
      throw thrown
    }
  }

  async function jsonAs(
    asked: ReplyFormat,
    messages: readonly Message[],
    { schema, schemaName, ...options }: Parameters<LanguageModel['json']>[1],
  ) {
    const told = asked === 'json-schema' ? messages : withSchema(messages, schema)
    return retrying(async () => {
      let text = ''
      let usage: TokenUsage | undefined
      let cut = false
      for await (const piece of attempt(told, { ...options, json: { format: asked, schema, schemaName } })) {
        cut ||= piece.finish === 'length'
        text += piece.text
        usage = piece.usage ?? usage
      }
      if (!text.trim()) throw new ProviderFailure(badReply(place, 'is empty', true))
      return { text, ...(cut && { cut: true as const }), ...(usage && { usage }) }
    }, options.signal)
  }

  return {
    id: place.id,
    ...(client.enforcesSchema && { enforcesSchema: true }),
    ...(client.sees && { sees: true }),

    async json(messages, options) {
      for (const asked of client.formats.slice(Math.max(0, client.formats.indexOf(format)))) {
        try {
          const reply = await jsonAs(asked, messages, options)
          format = asked
          return reply
        } catch (thrown) {
          if (!(thrown instanceof ProviderFailure)) throw thrown
          if (!isRefusal(thrown) || asked === client.formats.at(-1)) throw thrown.error
        }
      }
      throw new SwitchyardError('INTERNAL', `${place.id} has no reply format.`)
    },

    async *stream(messages, { onUsage = () => {}, ...options }) {
      let usage: TokenUsage | undefined
      // A retry starts the reply anew, so it is possible only while nothing of it was passed on.
      const open = (said: readonly Message[]) =>
        retrying(async () => {
          const pieces = attempt(said, options)
          for (;;) {
            const next = await pieces.next()
            usage = (!next.done && next.value.usage) || usage
            if (next.done || next.value.text)
              return { pieces, first: next.done ? undefined : next.value.text }
          }
        }, options.signal)
      const blindly = messages.map(({ role, content }) => ({ role, content }))
      const shows = !isBlind && messages.some(({ pictures = [] }) => pictures.length > 0)
      try {
        const { pieces, first } = await open(shows ? messages : blindly).catch(async (thrown: unknown) => {
          if (!shows || !isRefusal(thrown)) throw thrown
          const opened = await open(blindly)
          isBlind = true
          return opened
        })
        if (first === undefined) throw badReply(place, 'is empty', true)
        try {
          yield first
          for await (const piece of pieces) {
            usage = piece.usage ?? usage
            if (piece.text) yield piece.text
          }
        } finally {
          if (usage) onUsage(usage)
          await pieces.return(undefined)
        }
      } catch (thrown) {
        throw thrown instanceof ProviderFailure ? thrown.error : thrown
      }
    },
  }
}

const sleepFor = async (ms: number, signal: AbortSignal): Promise<void> => {
  await wait(ms, undefined, { signal })
}

/** Many servers take only one system message, and only as the first. */
function withSchema(messages: readonly Message[], schema: Record<string, unknown>): Message[] {
  const rule = `Reply with one JSON object that obeys this JSON Schema, and with nothing else, no code fence:\n${JSON.stringify(schema)}`
  const [first, ...rest] = messages
  if (first?.role !== 'system') return [{ role: 'system', content: rule }, ...messages]
  return [{ role: 'system', content: `${first.content}\n\n${rule}` }, ...rest]
}

function badReply(place: Place, what: string, retryable: boolean): SwitchyardError {
  return new SwitchyardError(
    'PROVIDER_BAD_REPLY',
    `The reply of ${place.id} ${what}. Try again, ask for less at once, or choose another LLM.`,
    { retryable, details: { llm: place.id } },
  )
}

const cutOff = (place: Place, started: boolean) =>
  badReply(place, started ? 'was cut off before its end' : 'is no valid reply', true)
