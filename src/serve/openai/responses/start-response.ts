import { badRequest } from '../../http/api-error.js'
import type { PlaceInUse } from '../../runs/with-place.js'
import type { ServerContext, Services } from '../../services.js'
import { startChatRun } from '../chat/answer-chat.js'
import { startTaskRun } from '../chat/answer-task-prompt.js'
import { followChat } from '../chat/chat-answer.js'
import { attachContext } from '../chat/context-prompt.js'
import { requireShaping } from '../chat/shape-answer.js'
import { isWithoutPlan } from '../chat/task-prompt.js'
import { type KeptResponse, pastUpTo, type ResponseShelf } from './kept-response.js'
import { type ResponseRequest, shapeOf } from './response-request.js'
import { readInput } from './sent-input.js'

/**
 * Starts to answer a request for a response. Its place is given back when it has ended. Unless the request says not to, it is
 * kept on the shelf, and its run among those that can be asked for.
 *
 * @throws ApiError for a request that is wrong
 */
export async function startResponse(
  asked: ResponseRequest,
  {
    services,
    shelf,
    c,
    place,
  }: { services: Services; shelf: ResponseShelf; c: ServerContext; place: PlaceInUse },
): Promise<KeptResponse> {
  const { owner } = c.get('access')
  const { input, ...request } = asked
  const shape = shapeOf(request.text?.format)
  if (shape) requireShaping(services.agent.parts.llm.model, 'text.format')
  const previous = request.previous_response_id
  const past =
    previous == null
      ? { turns: [], earlierMedia: [] }
      : pastUpTo(await shelf.get(owner, previous, 'previous_response_id'))
  const { chat: sent, items } = await readInput(input, {
    instructions: request.instructions ?? '',
    past,
    answerOf: (id, param) => answerOfItem(shelf, { owner, id, param }),
  })
  const { signal } = place
  const isForLlm = isWithoutPlan(sent, { hasLlm: services.agent.parts.llm.model !== undefined })
  const chat = isForLlm ? sent : attachContext(sent, 'input')
  const { temperature, max_output_tokens: max_tokens } = request
  const chatRun = isForLlm
    ? startTaskRun(services, { owner, chat, request: { temperature, max_tokens }, signal })
    : await startChatRun({ services, c, chat, shape, signal })
  const { run, record } = chatRun
  const answer = followChat(chatRun, place.stop)
  answer.end().then(place.leave)
  const id = `resp_${run.id.replaceAll('-', '')}`
  const createdAt = Math.floor(Date.now() / 1000)
  const head = { id, runId: run.id, createdAt, request }
  const response: KeptResponse = { owner, head, input: items, chat: record, answer }
  if (request.store !== false) {
    const kept = await services.runs.add(owner, run)
    await shelf.add(response)
    if (request.background) await services.webhooks?.watch(kept, { object: 'response', id })
  }
  return response
}

/** What a message of an earlier response said. Messages are named after their responses; reasoning is nothing that was said. */
export async function answerOfItem(
  shelf: ResponseShelf,
  { owner, id, param }: { owner: string; id: string; param: string },
): Promise<string | undefined> {
  if (id.startsWith('rs_')) return undefined
  const { answer } = await shelf.get(owner, id.replace(/^msg_/, 'resp_'), param)
  const ending = await answer.end()
  if (ending.error) throw badRequest('The response that this item is of has no answer.', param)
  return ending.content
}
