import { orAborted } from './abortable.js'
import type { AgentOptions, Request, RunOptions } from './agent-options.js'
import { type AgentParts, assemble } from './agent-parts.js'
import { answerRequest, ingestAll, makePlan } from './answer-request.js'
import { type Conversation, newConversation } from './conversation.js'
import { SwitchyardError } from './errors.js'
import { type Forecast, forecast } from './forecast/forecast.js'
import type { Media } from './media/media.js'
import type { Planned } from './planner/planner.js'
import { type Run, startRun } from './run.js'

/** Answers requests. Holds the models in memory between them: make one and keep it. */
export interface Agent {
  /** Answers one request. Starts at once. */
  run(request: Request, options?: RunOptions): Run
  /** A chat: requests in it may speak of media and results of earlier ones. */
  session(): Session
  /** Only plans: nothing of the plan is run, nothing is answered. */
  plan(
    request: Request,
    options?: RunOptions,
  ): Promise<{ planned: Planned; media: Readonly<Record<string, Media>> }>
  /**
   * What a run would send where, and about what that costs; nothing is run. Nothing is sent either, except that files at
   * URLs are fetched: rules make the plan, unless `askLlm`, because an LLM would be told the request.
   */
  forecast(
    request: Request,
    options?: RunOptions & { askLlm?: boolean },
  ): Promise<{ planned: Planned; media: Readonly<Record<string, Media>>; forecast: Forecast }>
  /** Stops the hosts and whatever else was started. */
  close(): Promise<void>
  readonly parts: AgentParts
}

export interface Session {
  /** Answers one request of the chat, after those that were made before it: it may speak of what they found. */
  run(request: Request, options?: RunOptions): Run
  /** What the chat remembers: media by name, steps with results, earlier turns. */
  readonly conversation: Conversation
}

/** Makes an agent. Throws `SwitchyardError` (`INVALID_CONFIG`) when the options or settings are wrong. */
export async function createAgent(options: AgentOptions = {}): Promise<Agent> {
  const parts = await assemble(options)
  let closed = false
  const runIn = (
    conversation: Conversation,
    request: Request,
    runOptions: RunOptions = {},
    before: Promise<unknown> = Promise.resolve(),
  ) =>
    startRun(async (context) => {
      if (closed)
        throw new SwitchyardError('INVALID_REQUEST', 'The agent was closed. Make another with createAgent.')
      await orAborted(before, context.signal)
      const { budget } = runOptions
      return answerRequest({ parts, conversation, request, budget, ...context })
    }, runOptions)
  return {
    parts,
    run: (request, runOptions) => runIn(newConversation(), request, runOptions),
    session: () => {
      const conversation = newConversation()
      let before: Promise<unknown> = Promise.resolve()
      return {
        conversation,
        run: (request, runOptions) => {
          const run = runIn(conversation, request, runOptions, before)
          before = Promise.allSettled([before, run.result])
          return run
        },
      }
    },
    plan: async (request, { signal = new AbortController().signal } = {}) => {
      const conversation = newConversation()
      const media = await ingestAll({ parts, conversation, request, signal, emit: () => {} })
      const planned = await makePlan({ parts, conversation, request, media, signal, emit: () => {} })
      return { planned, media }
    },
    forecast: async (request, { signal = new AbortController().signal, askLlm = false } = {}) => {
      const conversation = newConversation()
      const { registry: tools, routing, llm, rulePlanner, planner } = parts
      const media = await ingestAll({ parts, conversation, request, signal, emit: () => {} })
      const asked = { ...parts, planner: askLlm ? planner : rulePlanner }
      const planned = await makePlan({ parts: asked, conversation, request, media, signal, emit: () => {} })
      return {
        planned,
        media,
        forecast: forecast({ plan: planned.plan, media, tools, routing, llm }),
      }
    },
    close: () => {
      closed = true
      return parts.close()
    },
  }
}
