import { z } from 'zod'
import { parseJson } from '../../core/json.js'
import { errorInReply, serverReason } from '../../http/server-reason.js'
import { textOfParts } from './langchain-messages.js'
import { createSseTransform } from './sse-transform.js'

/** What is changed in the body of a request. Undefined: left as it is. */
export interface BodyEdit {
  streamed: boolean
  countsTokens: boolean
  temperature?: number | undefined
  limit?: { name: 'max_tokens' | 'max_completion_tokens'; tokens: number } | undefined
}

/** More of an error's body is never read. */
const maxErrorBytes = 1_000_000

/**
 * A `fetch` for OpenAI's protocol as servers really speak it: asks as `edit` says, and brings every reply into the one
 * form that the client reads. A reply in one piece becomes a stream of one piece; content as a list of parts becomes its
 * text; errors of any form, refusals too, become errors of OpenAI's form; a reply that is complete says so.
 */
export function createProtocolFetch(edit: BodyEdit, send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init && withBody(init, edit, isResponsesApi(input)))
    if (!response.ok) return await withReason(response)
    if (!response.body || isResponsesApi(input)) return response
    const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(createSseTransform(steady))
    const headers = new Headers(response.headers)
    for (const name of ['content-length', 'content-encoding']) headers.delete(name)
    headers.set('content-type', 'text/event-stream')
    return new Response(events.pipeThrough(new TextEncoderStream()), { status: 200, headers })
  }
}

const isResponsesApi = (input: Parameters<typeof fetch>[0]): boolean =>
  new URL(input instanceof Request ? input.url : input).pathname.endsWith('/responses')

const bodySchema = z.record(z.string(), z.unknown())

function withBody(init: RequestInit, edit: BodyEdit, isResponses: boolean): RequestInit {
  if (typeof init.body !== 'string') return init
  const body = bodySchema.parse(JSON.parse(init.body))
  if (edit.temperature !== undefined) body.temperature = edit.temperature
  if (edit.limit) body[isResponses ? 'max_output_tokens' : edit.limit.name] = edit.limit.tokens
  if (!edit.countsTokens || !edit.streamed) delete body.stream_options
  if (!edit.streamed) delete body.stream
  return { ...init, body: JSON.stringify(body) }
}

async function withReason(response: Response): Promise<Response> {
  const text = await readBounded(response)
  const reason = serverReason(parseJson(text))
  const error = { message: reason?.message ?? text.slice(0, 2000), code: reason?.code ?? null }
  const headers = new Headers(response.headers)
  for (const name of ['content-length', 'content-encoding']) headers.delete(name)
  headers.set('content-type', 'application/json')
  const body = error.message.trim() ? JSON.stringify({ error }) : ''
  return new Response(body, { status: response.status, headers })
}

async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    parts.push(part)
    bytes += part.byteLength
    if (bytes > maxErrorBytes) break
  }
  return new TextDecoder().decode(Buffer.concat(parts))
}

const messageSchema = z.looseObject({ content: z.unknown().optional(), refusal: z.string().nullish() })
const choiceSchema = z.looseObject({
  delta: messageSchema.nullish(),
  message: messageSchema.nullish(),
  text: z.string().nullish(),
  finish_reason: z.string().nullish().catch(undefined),
})
const chunkSchema = z.looseObject({
  choices: z.array(choiceSchema).nullish(),
  usage: z.record(z.string(), z.unknown()).nullish(),
})

/** What was seen of one reply so far. */
interface Seen {
  refusal: string
  hasText: boolean
  hasFinish: boolean
  /** Whether something came that stands only at the end. */
  hasEnd: boolean
}

/** Brings the messages of one reply into the client's form. */
function steady() {
  const state: Seen = { refusal: '', hasText: false, hasFinish: false, hasEnd: false }
  const ending = (): unknown[] => {
    if (state.refusal && !state.hasText) return [asError({ message: state.refusal, code: 'refusal' })]
    return state.hasFinish ? [] : [{ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }]
  }
  return {
    /** One message of the stream, or a whole reply. */
    read(data: unknown, { event, isWhole }: { event?: string | undefined; isWhole: boolean }): unknown[] {
      const chunk = chunkSchema.safeParse(data)
      const isReply = chunk.success && Array.isArray(chunk.data.choices)
      const isError = event === 'error' || (isWhole && !isReply)
      const problem = errorInReply(data) ?? (isError ? serverReason(data) : undefined)
      if (problem) return [asError(problem)]
      if (!chunk.success) return [data]
      const { choices, usage, ...rest } = chunk.data
      // Counts come last, but some servers send them with every piece.
      if (usage && !choices?.length) state.hasEnd = true
      const steadied = (choices ?? []).slice(0, 1).map((choice) => readChoice(choice, state))
      const ends = state.hasFinish && state.refusal && !state.hasText ? ending() : []
      const own = ends.length > 0 ? [] : [{ ...rest, usage, choices: steadied }]
      return [...own, ...ends, ...(isWhole ? ending() : [])]
    },
    /** The stream said that it is done, or just ended. */
    end: ({ isSaid }: { isSaid: boolean }): unknown[] => (isSaid || state.hasEnd ? ending() : []),
  }
}

function readChoice(choice: z.infer<typeof choiceSchema>, seen: Seen) {
  const { delta, message, text, finish_reason, ...rest } = choice
  const { content, refusal, ...said } = delta ?? message ?? {}
  const words = textOfParts(content) || text || ''
  const finish = finishes.get(finish_reason ?? '') ?? finish_reason ?? ''
  seen.refusal += refusal ?? ''
  seen.hasText ||= words.trim() !== ''
  seen.hasFinish ||= finish !== ''
  return {
    ...rest,
    index: 0,
    delta: { role: 'assistant', ...said, content: words },
    finish_reason: finish || null,
  }
}

/** Other servers' words for OpenAI's reasons. */
const finishes = new Map([
  ['max_tokens', 'length'],
  ['model_length', 'length'],
  ['MAX_TOKENS', 'length'],
])

const asError = ({
  message,
  code,
  status,
}: {
  message: string
  code?: string | undefined
  status?: number | undefined
}) => ({
  error: { message, code: code ?? null, status },
})
