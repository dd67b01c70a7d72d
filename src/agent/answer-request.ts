import pMap from 'p-map'
import { evidenceOf } from '../answer/evidence.js'
import type { BackendProgress } from '../backends/backend.js'
import { withLinkedSignals } from '../core/abort.js'
import { SwitchyardError } from '../core/errors.js'
import { runPlan, type StepRecord } from '../executors/run-plan.js'
import type { Ingest } from '../media/ingest.js'
import type { Media, MediaSource } from '../media/media.js'
import { nameMedia } from '../media/name-media.js'
import { assertPlaceholders } from '../media/placeholders.js'
import type { Plan } from '../plan/plan.js'
import type { EarlierStep, Planned } from '../plan/planned.js'
import { formatProblems } from '../plan/problem.js'
import { validatePlan } from '../plan/validate/validate-plan.js'
import type { PlanOptions } from '../planner/planner.js'
import type { Budget } from '../spending/budget.js'
import { createRunSpending } from '../spending/run-spending.js'
import type { Spending } from '../spending/spending.js'
import { type Approve, hashPlan } from './approval/approval.js'
import { requestApproval } from './approval/request-approval.js'
import type { AgentParts } from './assemble.js'
import { type Conversation, remember } from './conversation.js'
import { createEarlySteps } from './early-steps.js'
import type { RunEventBody, RunStatus } from './events.js'
import { createGuessedSteps } from './guessed-steps.js'
import type { Request } from './options.js'
import { outputPlace, outputsOf } from './outputs.js'
import type { RunResult } from './run.js'
import { createTalk } from './talk.js'
import { traceAnswer, tracePlanner, traceRun, traceSteps } from './tracing.js'
import { wholeAnswer } from './whole-answer.js'

export interface Answering {
  parts: AgentParts
  conversation: Conversation
  request: Request
  runId: string
  signal: AbortSignal
  emit: (event: RunEventBody) => void
  /** Shared with other runs; see `RunOptions`. */
  budget?: Budget | undefined
  /** Decides on plans that must be approved. Default: nobody, so that they don't run. */
  approve?: Approve | undefined
  /** See `ApprovalOptions`. Default: none. */
  askedBefore?: ReadonlySet<string> | undefined
  /** Awaited before each piece of work that takes this process's main thread for milliseconds. Default: nothing. */
  takeTurn?: (() => Promise<void>) | undefined
  /** Whether steps may begin while the plan is still being written (`steps.early`). Default: false. */
  startsEarly?: boolean | undefined
  /** Whether likely steps may begin before there is any plan (`steps.guess`). Default: false. */
  startsByGuess?: boolean | undefined
}

type Spender = Answering & { spending: Spending }

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

/** Takes in what is attached and names it: `image1`, `image2`, `audio1`. Chats keep counting. `{image1}` must be there. */
export async function ingestMedia({ parts, conversation, request, signal, emit }: Omit<Answering, 'runId'>) {
  if (!request.text.trim() && !request.media?.length) {
    throw new SwitchyardError(
      'INVALID_REQUEST',
      'The request is empty. Say what you want to know, or attach a file.',
    )
  }
  const { media: sources = [] } = request
  const taken = sources.length === 0 ? [] : await ingestSources(sources, parts.ingest, signal)
  const known = conversation.media
  const named = nameMedia(known, taken)
  assertPlaceholders(request.text, named)
  conversation.media = named
  for (const [reference, media] of Object.entries(conversation.media)) {
    if (!(reference in known)) emit({ type: 'media-ingested', reference, media })
  }
  return conversation.media
}

/** Most files ingested at once: each is a file or two open, and processes may open a thousand. */
const ingestedAtOnce = 16

/** The media of all sources, in their order. The first one that can't be had ends it; the rest is not awaited. */
function ingestSources(
  sources: readonly MediaSource[],
  { ingest }: Ingest,
  outer: AbortSignal,
): Promise<Media[]> {
  const controller = new AbortController()
  const ingestOne = async (source: MediaSource, signal: AbortSignal) => {
    const result = await ingest(source, { signal })
    if (result.ok) return result.value
    controller.abort()
    throw result.error
  }
  return withLinkedSignals(
    [outer],
    (signal) => pMap(sources, (source) => ingestOne(source, signal), { concurrency: ingestedAtOnce }),
    controller,
  )
}

/** The plan, from the request itself or from the planner; checked in either case. */
export async function makePlan({
  parts,
  conversation,
  request,
  media,
  signal,
  emit,
  spending,
  onGuess,
  onSteps,
  onAnswer,
}: Omit<Answering, 'runId'> & {
  media: Readonly<Record<string, Media>>
  spending?: Spending
  onGuess?: PlanOptions['onGuess']
  onSteps?: PlanOptions['onSteps']
  onAnswer?: PlanOptions['onAnswer']
}): Promise<Planned> {
  const tools = parts.registry.list()
  if (request.plan) {
    const scope = { tools, media, earlier: conversation.steps, maxSteps: parts.profile.steps.max }
    const checked = validatePlan(request.plan, scope)
    if (checked.ok) return { plan: checked.value, by: 'given', notes: [], llmCalls: 0 }
    const problems = checked.error.map((problem) => problem.message)
    throw new SwitchyardError('INVALID_PLAN', `The plan can't be run:\n${formatProblems(checked.error)}`, {
      details: { problems },
    })
  }
  const planRequest = { text: request.text, media, history: conversation, tools }
  const planning = await tracePlanner(parts.planner, parts.llm.id).plan(planRequest, {
    signal,
    meter: spending?.llm,
    onProgress: llmProgress(emit),
    onGuess,
    onSteps,
    onAnswer,
  })
  if (!planning.ok) throw planning.error
  return planning.value
}

/** The plan, and steps of it started before: likely ones while an LLM thinks, the first ones while it writes the rest. */
async function planAndStart(
  answering: Spender & { media: RunResult['media']; onAnswer: PlanOptions['onAnswer'] },
): Promise<Planned> {
  const { parts, conversation, startsEarly = false, startsByGuess = false } = answering
  const { steps, approval } = parts.profile
  // Without results being kept, what began early would be done twice.
  // What may have to be approved waits for the whole plan.
  if (!steps.cache || approval !== 'never') return makePlan(answering)
  const early =
    startsEarly && steps.early ? createEarlySteps({ ...answering, earlier: conversation.steps }) : undefined
  const guessed = startsByGuess && steps.guess && mayGuess(parts) ? createGuessedSteps(answering) : undefined
  try {
    const planned = await makePlan({ ...answering, onSteps: early?.start, onGuess: guessed?.start })
    const said = [...((await guessed?.settle(planned.plan)) ?? []), ...(early?.settle(planned.plan) ?? [])]
    return { ...planned, notes: [...planned.notes, ...said] }
  } catch (thrown) {
    early?.stop()
    guessed?.stop()
    throw thrown
  }
}

/** An LLM in a host of this machine has no time to spare, and with `selection: llm` it chooses the model. */
const mayGuess = ({ llm, profile }: AgentParts): boolean =>
  llm.id !== undefined && !llm.id.startsWith('local:') && profile.selection !== 'llm'

/** Every plan that was made, the steps that count in the end, and how they went. */
type Outcome = Pick<RunResult, 'planned' | 'plan' | 'steps'>

/** Runs the plan. When a step failed and an LLM planned, asks for one more plan, told what failed and what is done. */
async function carryOut({
  planned: first,
  isEdited,
  ...answering
}: Spender & { media: RunResult['media']; planned: Planned; isEdited: boolean }): Promise<Outcome> {
  const { parts, conversation, request, media, signal, emit, spending } = answering
  const { plan } = first
  const steps = await runSteps(answering, plan, conversation.steps)
  const failed = steps.filter((step) => step.status === 'failed')
  if (failed.length === 0 || first.by !== 'llm' || signal.aborted) return { planned: [first], plan, steps }

  const done = steps.filter((step) => step.status === 'done')
  const earlier = [...conversation.steps, ...earlierSteps(done)]
  const replanning = await tracePlanner(parts.planner, parts.llm.id).plan(
    {
      text: request.text,
      media,
      history: { turns: conversation.turns, steps: earlier },
      tools: parts.registry.list(),
      failed: {
        plan,
        errors: failed.map(({ id, error }) => ({ step: id, code: error?.code })),
      },
    },
    { signal, meter: spending.llm, onProgress: llmProgress(emit) },
  )
  if (!replanning.ok || replanning.value.plan.steps.length === 0) return { planned: [first], plan, steps }
  const remade = replanning.value
  emit({ type: 'plan-created', planned: remade })
  let second: Planned
  try {
    // What a person took out must not come back unasked.
    second = await requestApproval({ ...answering, planned: remade, earlier, mustAsk: isEdited })
  } catch (thrown) {
    const refused = signal.aborted ? undefined : refusalOf(thrown)
    if (refused === undefined) throw thrown
    // What the first plan found is not lost.
    return { planned: [{ ...first, notes: [...first.notes, refused] }], plan, steps }
  }
  const kept = plan.steps.filter(({ id }) => done.some((step) => step.id === id))
  return {
    planned: [first, second],
    plan: { steps: [...kept, ...second.plan.steps] },
    steps: [...done, ...(await runSteps(answering, second.plan, earlier))],
  }
}

/** What to say of a plan that was not allowed to run; undefined where something else went wrong. */
function refusalOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof SwitchyardError)) return undefined
  return ['APPROVAL_NEEDED', 'DECLINED', 'INVALID_PLAN'].includes(thrown.code)
    ? `Another plan for what had failed did not run. ${thrown.message}`
    : undefined
}

async function runSteps(
  { parts, runId, media, signal, emit, spending }: Spender & { media: RunResult['media'] },
  plan: Plan,
  earlier: readonly EarlierStep[],
): Promise<StepRecord[]> {
  const { registry: tools, executor, readText } = parts
  const { steps } = await runPlan({
    ...{ runId, plan, tools, media, earlier, readText, signal, emit, spending },
    executor: traceSteps(executor),
  })
  return steps
}

/** The answer, emitted piece by piece. */
async function respond({
  parts,
  conversation,
  request,
  media,
  planned,
  plan,
  steps,
  signal,
  emit,
  spending,
}: Spender & Outcome & { media: RunResult['media'] }): Promise<string> {
  const whole = parts.llm.model && wholeAnswer({ text: request.text, media, planned, plan, steps })
  if (whole !== undefined) {
    emit({ type: 'answer-delta', text: whole })
    return whole
  }
  let answer = ''
  const { notes = [], shortfalls = [], checks = [], known = [], onTheWay } = planned.at(-1) ?? {}
  const respondRequest = {
    ...{ text: request.text, media, turns: conversation.turns, plan, steps },
    ...{ notes, shortfalls, checks, known, onTheWay },
  }
  const options = { signal, meter: spending.llm, onProgress: llmProgress(emit) }
  for await (const text of parts.responder.respond(respondRequest, options)) {
    answer += text
    emit({ type: 'answer-delta', text })
  }
  return answer
}

/** Says what a local LLM is waiting for; no step's, so that the events' `step` is empty. */
const llmProgress =
  (emit: Answering['emit']) =>
  (progress: BackendProgress): void => {
    if (progress.kind === 'load') emit({ type: 'model-load', step: '', model: progress.model })
    if (progress.kind === 'download') {
      const { model, loadedBytes, totalBytes } = progress
      emit({ type: 'model-download', step: '', model, loadedBytes, totalBytes })
    }
  }

function statusOf({ planned, steps }: Outcome, { hasLlm }: { hasLlm: boolean }): RunStatus {
  const { known = [], answer, shortfalls = [] } = planned.at(-1) ?? {}
  if (answer !== undefined) return shortfalls.length > 0 ? 'partly' : 'answered'
  if (steps.length === 0) return hasLlm || known.length > 0 ? 'answered' : 'failed'
  const isWhole = planned.at(-1)?.shortfalls?.every(({ standIn }) => standIn) ?? true
  const isFine = ({ status, error }: StepRecord) => (status === 'done' && !error) || status === 'not-needed'
  if (isWhole && steps.every(isFine)) return 'answered'
  return steps.some(({ status }) => status === 'done') ? 'partly' : 'failed'
}

/** The steps that later requests of a chat may speak of. */
export const earlierSteps = (steps: readonly StepRecord[]): EarlierStep[] =>
  steps.flatMap(({ id, tool, status, output, summary }) =>
    status === 'done' ? [{ id, tool, output, summary: summary ?? '' }] : [],
  )
