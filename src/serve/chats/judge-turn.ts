import { setTimeout as sleep } from 'node:timers/promises'
import type { Opinion } from '../../feedback/feedback.js'
import { judgedRunSchema } from '../../feedback/judge-run.js'
import { ApiError } from '../http/api-error.js'
import { keepFeedback } from '../native/feedback.js'
import type { Services } from '../services.js'
import { lineTo } from './chat-line.js'
import type { ChatTurn } from './chat-records.js'

/** Pause before it is looked again whether a chat's turn is free to be judged. */
const pauseMs = 20

/**
 * Judges a turn when nobody else does: what is said of its answer and of its steps at once, here and at other servers, is
 * kept one after the other.
 */
export async function judgeTurnInTurn(
  { services, id, signal }: { services: Services; id: string; signal: AbortSignal },
  judge: () => Promise<ChatTurn>,
): Promise<ChatTurn> {
  const before = judging.get(id)
  const own = (async () => {
    await before
    return judgeHeld({ services, id, signal }, judge)
  })()
  const ended = own.then(
    () => undefined,
    () => undefined,
  )
  judging.set(id, ended)
  try {
    return await own
  } finally {
    if (judging.get(id) === ended) judging.delete(id)
  }
}

/** Turns that are judged here, each with the end of the last one who waits. */
const judging = new Map<string, Promise<void>>()

async function judgeHeld(
  { services, id, signal }: { services: Services; id: string; signal: AbortSignal },
  judge: () => Promise<ChatTurn>,
): Promise<ChatTurn> {
  for (;;) {
    const held = await services.records.hold(`judge-${id}`)
    try {
      if (held) return await judge()
    } finally {
      await held?.release()
    }
    await sleep(pauseMs, undefined, { signal })
  }
}

/**
 * Keeps what is said of a turn, with the chat too, so that it is seen there. Its run may be long forgotten: the record of the
 * turn is enough.
 *
 * @throws ApiError 409 when the turn has no answer, SwitchyardError `INVALID_REQUEST` when it has no such step
 */
export async function judgeTurn(
  turn: ChatTurn,
  opinion: Opinion,
  {
    services,
    owner,
    chat,
    turns,
  }: { services: Services; owner: string; chat: string; turns: readonly ChatTurn[] },
): Promise<ChatTurn> {
  const { chats } = services
  const record = await chats.record(owner, chat, turn.id)
  if (record === undefined)
    throw new ApiError('This turn has no answer to judge: it still runs, or ended without one.', {
      status: 409,
      code: 'no_answer',
    })
  const before = (lineTo(turns, turn.after) ?? []).map(({ text, answer = '' }) => ({ text, answer }))
  const run = judgedRunSchema.parse(JSON.parse(record))
  const place = `${chat} ${turn.after ?? ''}`
  const { verdict, step, remark } = await keepFeedback(run, opinion, {
    services,
    owner,
    turns: before,
    place,
  })
  const others = (turn.feedback ?? []).filter((one) => one.step !== step)
  const judged: ChatTurn = {
    ...turn,
    feedback: verdict === null ? others : [...others, { verdict, step, remark }],
  }
  await chats.writeTurn(owner, chat, judged)
  return judged
}
