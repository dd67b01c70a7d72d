import type { Run, RunResult } from '../../agent/run.js'
import { toSwitchyardError } from '../../core/errors.js'
import { collectMedia, madeMedia } from '../runs/made-media.js'
import type { RunOutcome } from '../runs/run-registry.js'
import { outliveClient, withPlace } from '../runs/with-place.js'
import { budgetOf, requesterOf, type ServerContext, type Services } from '../services.js'
import { lineTo } from './chat-line.js'
import { rememberTurns } from './chat-past.js'
import type { ChatTurn } from './chat-records.js'

/** A turn without its run: what is asked, and after what. */
export type AskedTurn = Pick<ChatTurn, 'id' | 'after' | 'text' | 'media' | 'plan' | 'created_at'>

export interface RunTurnOptions {
  services: Services
  owner: string
  chat: string
  /** All turns of the chat. */
  turns: readonly ChatTurn[]
  /** The request that asks. */
  c: ServerContext
}

/**
 * Starts the run of a turn, in a session that remembers the turns before it. The run goes on when the client goes; its end
 * is kept with the chat.
 *
 * @throws ApiError 429 or 503 when there is no place for it
 */
export async function runTurn(asked: AskedTurn, options: RunTurnOptions): Promise<ChatTurn> {
  const { services, owner, chat, turns, c } = options
  return withPlace(services, requesterOf(c), async (place) => {
    const line = lineTo(turns, asked.after) ?? []
    const past = await rememberTurns(services.chats, { owner, chat, turns: line })
    await services.chats.update(owner, chat)
    const { text, media, plan } = asked
    const run = services.agent.session(past).run(
      { text, media, plan },
      {
        budget: budgetOf(services, owner),
        approve: services.approvals.approve,
        signal: c.get('access').signal,
      },
    )
    const turn: ChatTurn = { ...asked, run: run.id, status: 'running' }
    await services.chats.writeTurn(owner, chat, turn)
    await services.runs.add(owner, run)
    outliveClient(place, { c, services })
    shelveAsMade(run, services, owner).catch(() => {})
    keepEnd(run, turn, options)
      .catch(() => {})
      .finally(place.leave)
    return turn
  })
}

/** Lets the owner see what a step made as soon as it has ended. */
async function shelveAsMade(run: Run, services: Services, owner: string): Promise<void> {
  for await (const event of run) {
    if (event.type === 'step-finished') await services.media.add(owner, collectMedia(event.report.output))
    if (event.type === 'media-ingested') await services.media.add(owner, [event.media])
  }
}

async function keepEnd(run: Run, turn: ChatTurn, { services, owner, chat }: RunTurnOptions): Promise<void> {
  const outcome = await run.result.then(
    (result): RunOutcome => ({ result }),
    (thrown): RunOutcome => ({ error: toSwitchyardError(thrown).toInfo() }),
  )
  // A server that stops leaves the turn as it is: the next one carries on with it.
  if ('error' in outcome && services.stopping.aborted) return
  await keepOutcome(turn, outcome, { services, owner, chat })
  await services.chats.update(owner, chat).catch(() => undefined)
}

/** Keeps with the chat how the run of a turn has ended, and returns the turn as it stands then. */
export async function keepOutcome(
  turn: ChatTurn,
  outcome: RunOutcome,
  { services, owner, chat }: Pick<RunTurnOptions, 'services' | 'owner' | 'chat'>,
): Promise<ChatTurn> {
  const { chats, hidePaths } = services
  let ended: ChatTurn
  if ('result' in outcome) {
    await services.media.add(owner, madeMedia(outcome.result))
    await chats.writeRecord(owner, chat, turn.id, hidePaths(JSON.stringify(outcome.result)))
    ended = endedTurn(turn, outcome.result, services)
  } else {
    const { code, message } = outcome.error
    const status = code === 'CANCELLED' ? 'cancelled' : 'error'
    ended = { ...turn, status, error: { code, message: hidePaths(message) } }
  }
  await chats.writeTurn(owner, chat, ended)
  return ended
}

function endedTurn(turn: ChatTurn, result: RunResult, { hidePaths }: Services): ChatTurn {
  const { status, answer, durationMs, usage, steps, outputs } = result
  return {
    ...turn,
    status,
    answer: hidePaths(answer),
    ...(outputs.length > 0 && { made: outputs.map(({ media }) => media) }),
    durationMs,
    costUsd: usage.costUsd,
    steps: steps.map(({ id, tool, status: ended }) => ({ id, tool, status: ended })),
  }
}
