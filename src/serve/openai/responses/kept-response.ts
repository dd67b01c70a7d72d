import { LRUCache } from 'lru-cache'
import type { Run } from '../../../agent/run.js'
import type { Media } from '../../../media/media.js'
import { ApiError, badRequest, notFound } from '../../http/api-error.js'
import type { ChatEnding } from '../chat/answer-chat.js'
import type { ChatPast, SentChat } from '../chat/sent-chat.js'
import type { ResponseBody, ResponseHead } from './response-body.js'
import { createResponseWriter, type ResponseEvent } from './response-writer.js'
import type { KeptInputItem } from './sent-input.js'

/** A response that goes on, or that has ended and can be asked for. */
export interface KeptResponse {
  owner: string
  head: ResponseHead
  run: Run
  /** Whether the answer is wanted in a form, so that it comes as a whole. */
  isShaped: boolean
  input: readonly KeptInputItem[]
  /** What was said up to it. */
  chat: Pick<SentChat, 'turns' | 'text'>
  /** Everything attached up to it, in its order. */
  media: readonly Media[]
  ending: Promise<ChatEnding>
  /** What `ending` resolved with. */
  ended: ChatEnding | undefined
  cancel(): void
}

/** The responses of this server, each seen by its owner only. */
export interface ResponseShelf {
  /** Keeps it while it goes on, and for a while after. */
  add(response: KeptResponse): void
  /** @throws ApiError 404 */
  get(owner: string, id: string, param?: string): KeptResponse
  remove(response: KeptResponse): void
}

/** Ended responses that are kept at most; those that go on always are. */
const mostEnded = 1000

export function createResponseShelf({ keepMs }: { keepMs: number }): ResponseShelf {
  const going = new Map<string, KeptResponse>()
  const ended = new LRUCache<string, KeptResponse>({ max: mostEnded, ttl: keepMs })
  return {
    add(response) {
      const { id } = response.head
      going.set(id, response)
      response.ending.then(() => {
        if (going.delete(id)) ended.set(id, response)
      })
    },
    get(owner, id, param) {
      const response = going.get(id) ?? ended.get(id)
      if (response?.owner === owner) return response
      const { message, options } = notFound(
        'There is no such response. Responses are kept for a while only, and none that says "store": false.',
        'response_not_found',
      )
      throw new ApiError(message, { ...options, param })
    },
    remove({ head: { id } }) {
      going.delete(id)
      ended.delete(id)
    },
  }
}

/** All that a response's stream says, from the first event on, as it comes. */
export async function* responseEvents(response: KeptResponse): AsyncGenerator<ResponseEvent> {
  const writer = createResponseWriter(response.head, response)
  yield* writer.start()
  for await (const event of response.run) yield* writer.take(event)
  yield* writer.end(await response.ending)
}

/** A response as it is now: without its output until it has ended. */
export async function currentBody(response: KeptResponse): Promise<ResponseBody> {
  const { head, run, ended } = response
  const writer = createResponseWriter(head, response)
  if (!ended) return writer.body()
  for await (const event of run) for (const _ of writer.take(event));
  for (const _ of writer.end(ended));
  return writer.body()
}

/** What a chat was up to the end of a response. @throws ApiError where it has no answer */
export function pastUpTo({ chat, media, ended }: KeptResponse): ChatPast {
  if (!ended || ended.error)
    throw badRequest(
      ended
        ? 'The previous response has no answer to go on from. Send its input again.'
        : 'The previous response goes on. Wait for its end, or cancel it.',
      'previous_response_id',
      'response_not_completed',
    )
  return {
    turns: [...chat.turns, { text: chat.text, answer: ended.content }],
    earlierMedia: media.map(({ digest, name }) => ({
      source: { kind: 'media', digest },
      name,
      param: 'previous_response_id',
    })),
  }
}
