import type { ApprovalRequest } from '../../src/agent/approval/approval.js'
import type { RunEvent, RunStatus } from '../../src/agent/events.js'
import type { AnswerEvidence } from '../../src/answer/evidence.js'
import type { ErrorInfo } from '../../src/core/errors.js'
import type { CallRecord } from '../../src/executors/step-record.js'
import type { StepReport } from '../../src/executors/step-report.js'
import type { Media } from '../../src/media/media.js'
import type { Step } from '../../src/plan/plan.js'
import type { Planned } from '../../src/plan/planned.js'
import type { RunUsage } from '../../src/spending/usage.js'

export type StepState = 'waiting' | 'running' | StepReport['status']

/** A step as the page shows it, while it runs and afterwards. */
export interface StepView {
  id: string
  tool: string
  input: Step['input']
  when?: Step['when']
  state: StepState
  /** The chosen model, and why. */
  candidate?: string | undefined
  reason?: string | undefined
  /** How much is done, 0 to 1. */
  fraction?: number | undefined
  /** What it waits for: a download, a model being loaded. */
  waitsFor?: string | undefined
  /** Tries that failed, and what came next. */
  retries: readonly string[]
  report?: StepReport | undefined
  /** Known when the run has ended. */
  calls?: readonly CallRecord[] | undefined
  /** Milliseconds. */
  durationMs?: number | undefined
  cacheHit?: boolean | undefined
}

/** A plan that waits for approval, with what a decision has to bring back. */
export interface WaitingPlan {
  request: ApprovalRequest
  signature: string
}

/** A run as the page shows it. */
export interface RunView {
  status: 'running' | RunStatus | 'cancelled' | 'error'
  media: Readonly<Record<string, Media>>
  /** Every plan that was made; more than one after a re-plan. */
  planned: readonly Planned[]
  steps: readonly StepView[]
  answer: string
  /** The plan that waits for the reader's word. */
  approval?: WaitingPlan | undefined
  /** What the LLM that plans waits for. */
  waitsFor?: string | undefined
  error?: ErrorInfo | undefined
  /** What the answer rests on. Known when the run has ended. */
  evidence?: readonly AnswerEvidence[] | undefined
  usage?: RunUsage | undefined
  durationMs?: number | undefined
}

export const newRunView: RunView = { status: 'running', media: {}, planned: [], steps: [], answer: '' }

/** The run after one more event. */
export function afterEvent(run: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case 'run-started':
      return run
    case 'media-ingested':
      return { ...run, media: { ...run.media, [event.reference]: event.media } }
    case 'plan-created':
      return {
        ...run,
        planned: [...run.planned, event.planned],
        steps: withPlan(run.steps, event.planned),
        waitsFor: undefined,
      }
    case 'approval-requested':
      return { ...run, approval: { request: event.request, signature: event.signature ?? '' } }
    case 'approval-decided':
      return { ...run, approval: undefined }
    case 'step-started':
      return changeStep(run, event.step, { state: 'running' }, event.tool)
    case 'step-routed':
      return changeStep(run, event.step, { candidate: event.candidate, reason: event.reason })
    case 'model-download': {
      const part =
        event.totalBytes > 0 ? ` ${Math.round((100 * event.loadedBytes) / event.totalBytes)} %` : ''
      return waitFor(run, event.step, `downloading ${event.model}${part}`)
    }
    case 'model-load':
      return waitFor(run, event.step, `loading ${event.model}`)
    case 'step-progress':
      return changeStep(run, event.step, { fraction: event.fraction, waitsFor: undefined })
    case 'step-retried': {
      const before = run.steps.find(({ id }) => id === event.step)?.retries ?? []
      const said = `${event.candidate}: ${event.error.message} ${event.nextMove}`
      return changeStep(run, event.step, { retries: [...before, said] })
    }
    case 'step-finished': {
      const { report, durationMs, cacheHit } = event
      const ended = {
        state: report.status,
        report,
        durationMs,
        cacheHit,
        waitsFor: undefined,
        fraction: undefined,
      }
      return changeStep(run, event.step, ended, report.tool)
    }
    case 'answer-delta':
      return { ...run, answer: run.answer + event.text, waitsFor: undefined }
    case 'run-finished':
      return { ...run, status: event.status, durationMs: event.atMs }
    case 'run-failed': {
      const status = event.error.code === 'CANCELLED' ? 'cancelled' : 'error'
      return {
        ...run,
        approval: undefined,
        status,
        error: event.error,
        durationMs: event.atMs,
        steps: run.steps.map(stopped),
      }
    }
  }
}

type StepRecordView = StepReport & { calls: readonly CallRecord[]; durationMs: number; cacheHit: boolean }

/** What a run record keeps that the page shows. */
export interface RunRecordView {
  status: RunStatus
  answer: string
  media: Readonly<Record<string, Media>>
  planned: readonly Planned[]
  plan: { steps: readonly Step[] }
  steps: readonly StepRecordView[]
  /** Of a first plan, where another one was made; absent in records of older versions. */
  replaced?: readonly StepRecordView[] | undefined
  /** Absent in records of older versions. */
  evidence?: readonly AnswerEvidence[] | undefined
  usage: RunUsage
  durationMs: number
}

/** The same view from the record of a run that has ended. */
export function viewOfRecord(record: RunRecordView): RunView {
  const { status, answer, media, planned, evidence, usage, durationMs } = record
  const all = planned.flatMap(({ plan }) => plan.steps)
  const steps = [...(record.replaced ?? []), ...record.steps].map((report): StepView => {
    const planned =
      record.plan.steps.find(({ id }) => id === report.id) ?? all.find(({ id }) => id === report.id)
    const call = report.calls.find(({ route }) => route !== undefined)
    const used = call?.attempts.at(-1)?.candidate
    const first = call?.route?.ranked.find(({ id }) => used === undefined || id === used)
    return {
      id: report.id,
      tool: report.tool,
      input: planned?.input ?? {},
      when: planned?.when,
      state: report.status,
      candidate: used ?? first?.id,
      reason: first?.reason,
      retries: [],
      report,
      calls: report.calls,
      durationMs: report.durationMs,
      cacheHit: report.cacheHit,
    }
  })
  return { status, answer, media, planned, evidence, usage, durationMs, steps: inPlanOrder(steps, all) }
}

function inPlanOrder(steps: readonly StepView[], all: readonly Step[]): StepView[] {
  const place = new Map(all.map(({ id }, at) => [id, at]))
  return [...steps].sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0))
}

/** A later plan adds its steps to those of the first that have ended. */
function withPlan(before: readonly StepView[], { plan }: Planned): StepView[] {
  const known = new Map(before.map((step) => [step.id, step]))
  const planned = plan.steps.map(({ id, tool, input, when }): StepView => {
    // Steps may begin before the plan is whole.
    const early = known.get(id)
    return early && early.tool === tool
      ? { ...early, input, when }
      : { id, tool, input, when, state: 'waiting', retries: [] }
  })
  const ids = new Set(planned.map(({ id }) => id))
  // What still waits was taken out before it began.
  return [...before.filter(({ id, state }) => !ids.has(id) && state !== 'waiting'), ...planned]
}

function changeStep(run: RunView, id: string, change: Partial<StepView>, tool = ''): RunView {
  if (id === '') return run
  if (!run.steps.some((step) => step.id === id))
    return {
      ...run,
      steps: [...run.steps, { id, tool, input: {}, state: 'waiting', retries: [], ...change }],
    }
  return { ...run, steps: run.steps.map((step) => (step.id === id ? { ...step, ...change } : step)) }
}

const waitFor = (run: RunView, step: string, waitsFor: string): RunView =>
  step === '' ? { ...run, waitsFor } : changeStep(run, step, { waitsFor })

const stopped = (step: StepView): StepView =>
  step.state === 'waiting' || step.state === 'running'
    ? { ...step, state: 'cancelled', waitsFor: undefined, fraction: undefined }
    : step
