import { evidenceOf } from '../answer/evidence.js'
import type { StepRecord } from '../executors/run-plan.js'
import { createRunSpending } from '../spending/run-spending.js'
import { hashPlan } from './approval/approval.js'
import { requestApproval } from './approval/request-approval.js'
import { remember } from './conversation.js'
import type { RunStatus } from './events.js'
import { outputPlace, outputsOf } from './outputs.js'
import type { RunResult } from './run.js'
import { createTalk } from './talk.js'
import { traceAnswer, traceRun } from './tracing.js'
import type { Answering, CarriedOut } from './way/answering.js'
import { carryOut } from './way/carry-out.js'
import { earlierSteps } from './way/earlier-steps.js'
import { ingestMedia } from './way/ingest-media.js'
import { planAndStart } from './way/plan-and-start.js'
import { respond } from './way/respond.js'

/** The whole way through: request, media, plan, steps, answer. Agents and the queue's run drivers call it. */
export function answerRequest(answering: Answering): Promise<RunResult> {
  return traceRun(answering.runId, () => answer(answering))
}

async function answer(answering: Answering): Promise<RunResult> {
  const { parts, conversation, request, runId, emit, takeTurn = async () => {} } = answering
  const startedAt = performance.now()
  const spender = { ...answering, spending: createRunSpending(parts, answering.budget) }
  emit({ type: 'run-started', text: request.text })

  await takeTurn()
  const media = await ingestMedia(spender)
  await takeTurn()
  const talk = createTalk({ llm: parts.llm.id, emit })
  const made = await planAndStart({ ...spender, media, onAnswer: talk.say })
  if (talk.said === '') emit({ type: 'plan-created', planned: made })
  const planned = await requestApproval({ ...spender, media, planned: made, earlier: conversation.steps })
  const outcome = await carryOut({
    ...spender,
    media,
    planned,
    isEdited: planned.plan !== made.plan && hashPlan(planned.plan) !== hashPlan(made.plan),
  })
  await takeTurn()
  const answer =
    planned.answer === undefined
      ? await traceAnswer(parts.llm.id, () => respond({ ...spender, media, ...outcome }))
      : talk.end(planned.answer)

  remember(conversation, { text: request.text, answer, steps: earlierSteps(outcome.steps) })
  const outputs = outputsOf({ runId, media, ...outcome }, outputPlace(parts))
  const status = statusOf(outcome, { hasLlm: parts.llm.id !== undefined })
  return {
    runId,
    status,
    text: request.text,
    answer,
    evidence: evidenceOf({ answer, media, ...outcome }),
    media,
    ...outcome,
    outputs,
    usage: spender.spending.usage(),
    durationMs: performance.now() - startedAt,
  }
}

function statusOf({ planned, steps }: CarriedOut, { hasLlm }: { hasLlm: boolean }): RunStatus {
  const { known = [], answer, shortfalls = [] } = planned.at(-1) ?? {}
  if (answer !== undefined) return shortfalls.length > 0 ? 'partly' : 'answered'
  if (steps.length === 0) return hasLlm || known.length > 0 ? 'answered' : 'failed'
  const isWhole = planned.at(-1)?.shortfalls?.every(({ standIn }) => standIn) ?? true
  const isFine = ({ status, error }: StepRecord) => (status === 'done' && !error) || status === 'not-needed'
  if (isWhole && steps.every(isFine)) return 'answered'
  return steps.some(({ status }) => status === 'done') ? 'partly' : 'failed'
}
