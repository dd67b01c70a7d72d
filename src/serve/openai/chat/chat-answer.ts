import type { Run, RunResult } from '../../../agent/run.js'
import { type ApiError, toApiError } from '../../http/api-error.js'
import type { Services } from '../../services.js'
import type { ChatRun } from './answer-chat.js'
import type { ChatRecord } from './chat-record.js'
import { type FinishedChat, finishChat } from './finish-chat.js'

/** How a chat's run ended. */
export type ChatEnding = (FinishedChat & { result: RunResult; error?: undefined }) | { error: ApiError }

/** The answer of a chat, which goes on or has ended, whoever reads it. */
export interface ChatAnswer {
  run: Run
  /** How it ended, once it has. */
  readonly ended: ChatEnding | undefined
  /** Waits for its end. Never rejects. */
  end(): Promise<ChatEnding>
  stop(): void
}

/** The answer of a run that was started here. It is ended also when nobody reads it. */
export function followChat(chatRun: Pick<ChatRun, 'run' | 'finish'>, stop: () => void): ChatAnswer {
  let ended: ChatEnding | undefined
  const ending = endChat(chatRun).then((how) => {
    ended = how
    return how
  })
  return {
    run: chatRun.run,
    get ended() {
      return ended
    },
    end: () => ending,
    stop,
  }
}

/** The answer of a run that another server has started; undefined where there is none any more. */
export async function reviveChat(
  services: Services,
  owner: string,
  record: ChatRecord,
): Promise<ChatAnswer | undefined> {
  const kept = await services.runs.get(owner, record.runId)
  if (!kept) return undefined
  const { run, outcome } = kept
  const { stopping: signal } = services
  const finish = (result: RunResult) => finishChat(services, record, { result, owner, signal })
  let ending: Promise<ChatEnding> | undefined
  const end = () => {
    ending ??= endChat({ run, finish })
    return ending
  }
  return { run, ended: outcome && (await end()), end, stop: () => run.cancel() }
}

/**
 * How an answer ended, for those who read it as it comes. Undefined where the server stops and the run goes on without it:
 * another server tells the rest, so that the stream has to break off here.
 */
export async function endOfStream(
  { end }: ChatAnswer,
  { queue, stopping }: Pick<Services, 'queue' | 'stopping'>,
): Promise<ChatEnding | undefined> {
  const ending = await end()
  return queue && stopping.aborted ? undefined : ending
}

async function endChat({ run, finish }: Pick<ChatRun, 'run' | 'finish'>): Promise<ChatEnding> {
  try {
    const result = await run.result
    return { result, ...(await finish(result)) }
  } catch (thrown) {
    return { error: toApiError(thrown) }
  }
}
