import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { ApiError, badRequest, notFound } from '../../http/api-error.js'
import type { Services } from '../../services.js'
import type { OwnedRecords } from '../../shelf/owned-records.js'
import { type ChatAnswer, endOfStream, reviveChat } from '../chat/chat-answer.js'
import { chatRecordSchema } from '../chat/chat-record.js'
import type { ChatPast } from '../chat/sent-chat.js'
import { type ResponseBody, responseHeadSchema } from './response-body.js'
import { createResponseWriter, type ResponseEvent } from './response-writer.js'
import { keptInputItemSchema } from './sent-input.js'

const responseRecordSchema = z.object({
  head: responseHeadSchema,
  input: z.array(keptInputItemSchema),
  chat: chatRecordSchema,
})
type ResponseRecord = z.output<typeof responseRecordSchema>

/** A response that goes on, or that has ended and can be asked for. */
export interface KeptResponse extends ResponseRecord {
  owner: string
  answer: ChatAnswer
}

/** The responses of a server, or of all behind a queue; each is seen by its owner only. */
export interface ResponseShelf {
  /** Keeps it while it goes on, and for a while after. */
  add(response: KeptResponse): Promise<void>
  /** @throws ApiError 404 */
  get(owner: string, id: string, param?: string): Promise<KeptResponse>
  remove(response: KeptResponse): Promise<void>
}

/** Ended responses that are kept in memory at most; those that go on always are. */
const mostEnded = 1000

/** @param records where other servers find them. Default: nowhere, as they end with this one */
export function createResponseShelf(services: Services, records?: OwnedRecords): ResponseShelf {
  const going = new Map<string, KeptResponse>()
  const ended = new LRUCache<string, KeptResponse>({ max: mostEnded, ttl: services.settings.keepRunsMs })

  async function revive(owner: string, id: string): Promise<KeptResponse | undefined> {
    const { data: record } = responseRecordSchema.safeParse(await records?.get(owner, id))
    const answer = record && (await reviveChat(services, owner, record.chat))
    return answer && { ...record, owner, answer }
  }

  return {
    async add(response) {
      const { owner, answer, ...record } = response
      const { id } = record.head
      going.set(id, response)
      answer.end().then(async (ending) => {
        if (going.delete(id)) ended.set(id, response)
        // An LLM put it into its form: other servers tell it as it is, and do not ask for it again.
        if (ending.error || !record.chat.shape) return
        const chat = { ...record.chat, content: ending.content }
        await records?.put(owner, id, { ...record, chat }).catch(() => undefined)
      })
      await records?.put(owner, id, record)
    },
    async get(owner, id, param) {
      const here = going.get(id) ?? ended.get(id)
      const response = here?.owner === owner ? here : await revive(owner, id)
      if (response) return response
      const { message, options } = notFound(
        'There is no such response. Responses are kept for a while only, and none that says "store": false.',
        'response_not_found',
      )
      throw new ApiError(message, { ...options, param })
    },
    async remove({ owner, head: { id } }) {
      going.delete(id)
      ended.delete(id)
      await records?.remove(owner, id)
    },
  }
}

const writerOf = ({ head, chat }: KeptResponse) =>
  createResponseWriter(head, { isShaped: chat.shape !== undefined })

/** All that a response's stream says, from the first event on, as it comes. `onBreak`: see `endOfStream`. */
export async function* responseEvents(
  response: KeptResponse,
  { services, onBreak }: { services: Services; onBreak: () => void },
): AsyncGenerator<ResponseEvent> {
  const writer = writerOf(response)
  yield* writer.start()
  for await (const event of response.answer.run) yield* writer.take(event)
  const ending = await endOfStream(response.answer, services)
  if (ending) yield* writer.end(ending)
  else onBreak()
}

/** A response as it is now: without its output until it has ended. */
export async function currentBody(response: KeptResponse): Promise<ResponseBody> {
  const { run, ended } = response.answer
  const writer = writerOf(response)
  if (!ended) return writer.body()
  for await (const event of run) for (const _ of writer.take(event));
  for (const _ of writer.end(ended));
  return writer.body()
}

/** What a chat was up to the end of a response. @throws ApiError where it has no answer */
export function pastUpTo({ chat, answer: { ended } }: KeptResponse): ChatPast {
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
    earlierMedia: chat.media.map(({ digest, name }) => ({
      source: { kind: 'media', digest },
      name,
      param: 'previous_response_id',
    })),
  }
}
