import { orAborted, withLinkedSignals } from '../core/abort.js'
import { takeOwnTurn } from '../core/flow/take-own-turn.js'
import type { Feedback, Opinion } from '../feedback/feedback.js'
import type { Media } from '../media/media.js'
import { expectReading } from '../media/source.js'
import type { Planned } from '../plan/planned.js'
import type { Planner } from '../planner/planner.js'
import { type Forecast, forecast } from '../routing/forecast.js'
import type { Budget } from '../spending/budget.js'
import { createRunSpending } from '../spending/run-spending.js'
import { agentClosed } from './agent-closed.js'
import { answerRequest } from './answer-request.js'
import { type AgentParts, assembleParts } from './assemble.js'
import { checkAgentOptions, checkOpinion, checkRequest } from './check-options.js'
import { type Conversation, newConversation } from './conversation.js'
import type { AgentOptions, ForecastOptions, Request, RunOptions } from './options.js'
import { type Run, type RunResult, startRun } from './run.js'
import { ingestMedia } from './way/ingest-media.js'
import { makePlan } from './way/make-plan.js'

/** Answers requests. It holds the models in memory between them: make one and keep it. */
export interface Agent {
  /** Answers one request. The run starts at once; any number may run at the same time. It never throws: `result` rejects. */
  run(request: Request, options?: RunOptions): Run
  /**
   * A chat: requests in it may speak of media and results of earlier ones.
   *
   * @param past what it remembers from before, such as the `conversation` of an earlier session. Default: nothing
   */
  session(past?: Partial<Conversation>): Session
  /**
   * Only plans: nothing of the plan is run, nothing is answered.
   *
   * @throws SwitchyardError as `run(...).result` does: `INVALID_REQUEST`, `MEDIA_NOT_FOUND`, `CANCELLED` and the like
   */
  plan(
    request: Request,
    options?: Pick<RunOptions, 'signal'>,
  ): Promise<{ planned: Planned; media: Readonly<Record<string, Media>> }>
  /**
   * What a run would send where, and about what that costs; nothing is run. Nothing is sent either, except that files at
   * URLs are fetched and the Hub is asked about models that are named: rules make the plan, unless `askLlm`, because an
   * LLM would be told the request.
   *
   * @throws SwitchyardError as `plan` does
   */
  forecast(
    request: Request,
    options?: ForecastOptions,
  ): Promise<{ planned: Planned; media: Readonly<Record<string, Media>>; forecast: Forecast }>
  /**
   * Keeps what somebody thinks of an answer, or of one of its steps. The router takes it into account, and
   * `switchyard feedback export` writes it down for training. Said again of the same, the later one counts.
   *
   * @param about the run's record: `await run.result`
   * @throws SwitchyardError `INVALID_REQUEST` when the run has no such step
   */
  giveFeedback(about: RunResult, opinion: Opinion): Promise<Feedback>
  /**
   * Cancels what is going on (`CANCELLED`), stops the hosts and whatever else was started, and refuses what comes later
   * (`INVALID_REQUEST`). May be called again.
   */
  close(): Promise<void>
  /** What it is made of: the media store and `ingest` for tools of your own and the queue, the settings, the catalogue. */
  readonly parts: AgentParts
}

/** A chat with an agent: `agent.session()`. It remembers media, results and turns as long as you keep it. */
export interface Session {
  /** Answers one request of the chat, after those that were made before it: it may speak of what they found. */
  run(request: Request, options?: RunOptions): Run
  /** What the chat remembers: media by name, steps with results, earlier turns. */
  readonly conversation: Conversation
}

/**
 * Makes an agent. It reads the settings and opens the stores; models are loaded when a step needs them.
 *
 * @throws SwitchyardError `INVALID_CONFIG` when the options or settings are wrong, `STORE_FULL` when a folder can't be made
 *
 * @example
 * ```ts
 * import { createAgent } from 'switchyard-ai'
 *
 * const agent = await createAgent({ profile: 'demo' })
 * const { answer } = await agent.run({ text: 'Describe this picture.', media: ['samples/images/scene-06.png'] }).result
 * console.log(answer)
 * await agent.close()
 * ```
 */
export async function createAgent(options: AgentOptions = {}): Promise<Agent> {
  checkAgentOptions(options)
  return agentOf(await assembleParts(options))
}

/** An agent made of given parts, which it closes. */
export function agentOf(parts: AgentParts): Agent {
  const closing = new AbortController()
  const ongoing = new Set<Promise<unknown>>()
  let closed: Promise<void> | undefined

  /** Works on a request. Its signal aborts when the caller gives up or the agent is closed. */
  function workOn<T>(request: Request, work: () => Promise<T>): Promise<T> {
    const working = (async () => {
      if (closed) throw agentClosed('INVALID_REQUEST')
      checkRequest(request)
      request.media?.forEach(expectReading)
      return work()
    })()
    const ended = working.finally(() => ongoing.delete(ended))
    ongoing.add(ended)
    return ended
  }

  const planFor = <T>(
    request: Request,
    outer: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => withLinkedSignals([outer, closing.signal], (signal) => workOn(request, () => work(signal)))

  function runIn(
    conversation: Conversation,
    request: Request,
    { signal, budget, approve, guess = true }: RunOptions = {},
    before: Promise<unknown> = Promise.resolve(),
  ): Run {
    return startRun(
      (context) =>
        workOn(request, async () => {
          await orAborted(before, context.signal)
          return answerRequest({
            parts,
            conversation,
            request,
            budget,
            approve,
            ...context,
            takeTurn: takeOwnTurn,
            startsEarly: true,
            startsByGuess: guess,
          })
        }),
      { signals: closed ? [signal] : [signal, closing.signal] },
    )
  }

  /** Ingests what is attached and plans; runs nothing. */
  async function planOnly(
    request: Request,
    signal: AbortSignal,
    { planner = parts.planner, budget }: { planner?: Planner; budget?: Budget | undefined } = {},
  ) {
    const answering = {
      parts: { ...parts, planner },
      conversation: newConversation(),
      request,
      signal,
      emit() {},
    }
    const media = await ingestMedia(answering)
    return {
      media,
      planned: await makePlan({ ...answering, media, spending: createRunSpending(parts, budget) }),
    }
  }

  return {
    parts,
    run: (request, options) => runIn(newConversation(), request, options),
    session: (past) => {
      const conversation = { ...newConversation(), ...past }
      let before: Promise<unknown> = Promise.resolve()
      return {
        conversation,
        run: (request, options) => {
          const run = runIn(conversation, request, options, before)
          // Keeps no results: a chain of them would hold those of the whole chat.
          const ended = run.result.then(nothing, nothing)
          before = before.then(() => ended)
          return run
        },
      }
    },
    plan: (request, { signal } = {}) => planFor(request, signal, (either) => planOnly(request, either)),
    forecast: (request, { signal, askLlm = false, budget } = {}) =>
      planFor(request, signal, async (either) => {
        const { registry: tools, routing, llm, rulePlanner, planner } = parts
        const { planned, media } = await planOnly(request, either, {
          planner: askLlm ? planner : rulePlanner,
          budget,
        })
        const { plan } = planned
        return {
          planned,
          media,
          forecast: await forecast({ plan, media, tools, routing, llm, signal: either }),
        }
      }),
    async giveFeedback(about, opinion) {
      checkOpinion(opinion)
      const { judgeRun } = await import('../feedback/judge-run.js')
      const feedback = judgeRun(about, opinion, { llm: parts.llm.id })
      await parts.feedback.add(feedback)
      return feedback
    },
    close: () => {
      closed ??= (async () => {
        closing.abort(agentClosed('CANCELLED'))
        await Promise.allSettled(ongoing)
        await parts.close()
      })()
      return closed
    },
  }
}

const nothing = (): void => {}
