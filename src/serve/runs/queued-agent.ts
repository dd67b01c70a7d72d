import { randomUUID } from 'node:crypto'
import type { Agent } from '../../agent/agent.js'
import { type Conversation, newConversation, remember } from '../../agent/conversation.js'
import type { Request, RunOptions } from '../../agent/options.js'
import { earlierSteps } from '../../agent/way/earlier-steps.js'
import { cancelledError } from '../../core/errors.js'
import type { Executor } from '../../executors/executor.js'
import type { FeedbackStore } from '../../feedback/feedback-store.js'
import type { Media } from '../../media/media.js'
import type { RunClient } from '../../queue/runs/run-client.js'
import type { Budget } from '../../spending/budget.js'
import { checkBacklog } from './check-queue.js'
import { openQueuedRun, type QueuedRun } from './queued-run.js'

export interface QueuedAgentOptions {
  /** Takes media in, plans for `/v1/plans`, and has the LLM that puts answers into a form. */
  agent: Agent
  client: RunClient
  /** Has the queue's workers compute single steps. */
  executor: Executor
  /** Keeps what people say where the workers find it. */
  feedback: FeedbackStore
  /** Most runs that may wait in the queue when one more comes. */
  backlog: number
  stopping: AbortSignal
  onCommand: (done: Promise<unknown>) => void
}

/**
 * An agent whose runs are the queue's: workers plan, compute and answer them. Everything that serves an agent serves this
 * one too. Its runs have `accepted`; see `QueuedRun`.
 */
export function createQueuedAgent(options: QueuedAgentOptions): Agent {
  const { agent, client, executor, feedback, backlog, stopping, onCommand } = options
  const { ingest } = agent.parts

  function submit(
    { text, media: sources = [], plan }: Request,
    { signal: outer, budget, approve }: RunOptions,
    past: () => Promise<Conversation | undefined>,
  ): QueuedRun {
    const id = randomUUID()
    const controller = new AbortController()
    const { signal } = controller
    const accepted = (async () => {
      await checkBacklog(client, backlog)
      const conversation = await past()
      const media: Media[] = []
      for (const source of sources) {
        const taken = await ingest.ingest(source, { signal })
        if (!taken.ok) throw taken.error
        media.push(taken.value)
      }
      if (signal.aborted) throw cancelledError(signal)
      const { approval: when, approvalAboveUsd, approvalTimeoutMs } = agent.parts.profile
      const approval = { approval: when, approvalAboveUsd, approvalTimeoutMs, canAsk: approve !== undefined }
      const maxCostUsd = budget && leftOf(budget)
      await client.submitRun({ text, media, plan, past: conversation }, { runId: id, maxCostUsd, approval })
    })()
    accepted.catch(() => {})
    const run = openQueuedRun({ id, client, accepted, stopping, onCommand })
    const cancel = () => {
      controller.abort(cancelledError())
      run.cancel()
    }
    if (outer?.aborted) cancel()
    outer?.addEventListener('abort', cancel, { once: true })
    const { result } = run
    result.then(({ usage }) => budget?.hold(0).settle(usage.costUsd)).catch(() => {})
    result.catch(() => {}).finally(() => outer?.removeEventListener('abort', cancel))
    return { id, accepted, result, cancel, [Symbol.asyncIterator]: () => run[Symbol.asyncIterator]() }
  }

  return {
    ...agent,
    parts: { ...agent.parts, executor, feedback },
    run: (request, runOptions = {}) => submit(request, runOptions, async () => undefined),
    session(known) {
      const conversation = { ...newConversation(), ...known }
      let before: Promise<unknown> = Promise.resolve()
      return {
        conversation,
        run(request, runOptions = {}) {
          const earlier = before
          const run = submit(request, runOptions, async () => {
            await earlier
            return conversation
          })
          const result = run.result.then((found) => {
            const attached = Object.entries(found.media).filter(([name]) => !(name in conversation.media))
            conversation.media = { ...conversation.media, ...Object.fromEntries(attached) }
            remember(conversation, {
              text: found.text,
              answer: found.answer,
              steps: earlierSteps(found.steps),
            })
            return found
          })
          result.catch(() => {})
          before = result.catch(() => {})
          return { ...run, result, [Symbol.asyncIterator]: () => run[Symbol.asyncIterator]() }
        },
      }
    },
  }
}

/** What a run may cost, US dollars; undefined without a limit. */
export function leftOf({ limitUsd, spentUsd }: Budget): number | undefined {
  return Number.isFinite(limitUsd) ? Math.max(0, limitUsd - spentUsd) : undefined
}
