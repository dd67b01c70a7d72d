import type { RunEvent } from '../../agent/events.js'
import type { RunResult } from '../../agent/run.js'
import { readCitations } from '../../answer/verify/citations.js'
import { clip } from '../../core/text.js'
import type { StepReport } from '../../executors/step-report.js'
import type { Step } from '../../plan/plan.js'
import type { Planned } from '../../plan/planned.js'
import type { ChatEnding } from '../openai/chat/chat-answer.js'
import { usageBody } from '../openai/chat/chat-reply.js'
import { fileNameOf } from '../runs/made-media.js'

/** A chunk of the AI SDK's UI message stream. */
export interface UiChunk {
  type: string
  [field: string]: unknown
}

/**
 * Tells a run as a UI message stream: the plan as data, each step as a tool that was run here, the answer as text, what was
 * made as files, and what the answer rests on as sources. The same run gives the same chunks each time it is told.
 */
export function createChunkWriter(runId: string) {
  const planned = new Map<string, Step>()
  /** Steps that began, and whether they ended. */
  const steps = new Map<string, 'runs' | 'ended'>()
  let isTalking = false

  const callOf = (step: string) => ({ toolCallId: `${runId}-${step}`, dynamic: true, providerExecuted: true })

  const begin = (step: string, tool: string): UiChunk => {
    steps.set(step, 'runs')
    const input = planned.get(step)?.input ?? {}
    return {
      type: 'tool-input-available',
      ...callOf(step),
      toolName: tool,
      input,
      title: tool.replaceAll('-', ' '),
    }
  }

  const plan = (made: Planned): UiChunk[] => {
    for (const step of made.plan.steps) planned.set(step.id, step)
    if (made.plan.steps.length === 0) return []
    const { by, notes } = made
    const data = { steps: made.plan.steps, by, notes }
    // Steps may begin while the plan is still being written: now it is known what they work on.
    const begun = made.plan.steps.filter(({ id }) => steps.get(id) === 'runs')
    return [{ type: 'data-plan', id: 'plan', data }, ...begun.map(({ id, tool }) => begin(id, tool))]
  }

  const finishStep = (report: StepReport, durationMs: number): UiChunk[] => {
    const { id, tool } = report
    const first = steps.has(id) ? [] : [begin(id, tool)]
    steps.set(id, 'ended')
    return [...first, { ...callOf(id), ...outcomeOf(report, durationMs) }]
  }

  const progress = (step: string, data: object): UiChunk[] => [
    { type: 'data-step', id: step === '' ? 'llm' : step, transient: true, data: { step, ...data } },
  ]

  const stopTalking = (): UiChunk[] => {
    if (!isTalking) return []
    isTalking = false
    return [{ type: 'text-end', id: 'answer' }]
  }

  return {
    start: (): UiChunk[] => [{ type: 'start', messageId: runId, messageMetadata: { runId } }],

    take(event: RunEvent): UiChunk[] {
      switch (event.type) {
        case 'plan-created':
          return plan(event.planned)
        case 'approval-requested': {
          const { request, signature } = event
          return [{ type: 'data-approval', id: 'approval', data: { state: 'requested', request, signature } }]
        }
        case 'approval-decided':
          return [{ type: 'data-approval', id: 'approval', data: { state: event.outcome, hash: event.hash } }]
        case 'step-started':
          return event.index === undefined
            ? [begin(event.step, event.tool)]
            : progress(event.step, { state: 'runs', index: event.index })
        case 'step-routed':
          return progress(event.step, {
            state: 'routed',
            index: event.index,
            candidate: event.candidate,
            reason: event.reason,
          })
        case 'step-progress':
          return progress(event.step, { state: 'runs', index: event.index, fraction: event.fraction })
        case 'step-retried':
          return progress(event.step, {
            state: 'retried',
            index: event.index,
            error: event.error.message,
            nextMove: event.nextMove,
          })
        case 'model-load':
          return progress(event.step, { state: 'loads', model: event.model })
        case 'model-download': {
          const { model, loadedBytes, totalBytes } = event
          return progress(event.step, { state: 'downloads', model, loadedBytes, totalBytes })
        }
        case 'step-finished':
          return finishStep(event.report, event.durationMs)
        case 'answer-delta': {
          const first = isTalking ? [] : [{ type: 'text-start', id: 'answer' }]
          isTalking = true
          return [...first, { type: 'text-delta', id: 'answer', delta: event.text }]
        }
        default:
          return []
      }
    },

    /** What was made, what the answer rests on, and how it ended. */
    end(ending: ChatEnding): UiChunk[] {
      if (ending.error) {
        const { message, options } = ending.error
        return [
          ...stopTalking(),
          options.code === 'cancelled'
            ? { type: 'abort', reason: message }
            : { type: 'error', errorText: message },
        ]
      }
      const { made, result, usage } = ending
      return [
        ...stopTalking(),
        ...made.map(({ media, url }) => ({ type: 'file', url, mediaType: media.mimeType })),
        ...sourcesOf(result),
        {
          type: 'finish',
          finishReason: 'stop',
          messageMetadata: { runId, status: result.status, usage: usageBody(usage) },
        },
      ]
    },
  }
}

/** Most characters of a step's result that are sent: clients send all of it again with each turn. */
const mostCharacters = 16_000

function outcomeOf(report: StepReport, durationMs: number): UiChunk {
  const { status, summary, output, error, reason, subject, provenance } = report
  if (status !== 'done' && status !== 'not-needed')
    return { type: 'tool-output-error', errorText: error?.message ?? `The step was ${status}.` }
  const said = { status, subject, summary, reason, provenance, durationMs }
  const isShort = (JSON.stringify(output) ?? '').length <= mostCharacters
  return { type: 'tool-output-available', output: isShort ? { ...said, result: output } : said }
}

/** What the answer names behind its statements: files, and what steps found. */
function sourcesOf({ answer, media, steps }: RunResult): UiChunk[] {
  return [...new Set(readCitations(answer))].flatMap((sourceId): UiChunk[] => {
    const file = media[sourceId]
    if (file) {
      const filename = fileNameOf(file)
      return [
        {
          type: 'source-document',
          sourceId,
          mediaType: file.mimeType,
          title: file.name ?? filename,
          filename,
        },
      ]
    }
    const step = steps.find(({ id }) => id === sourceId)
    if (!step) return []
    const title = [step.tool, step.subject, step.summary].filter(Boolean).join(': ')
    return [{ type: 'source-document', sourceId, mediaType: 'text/plain', title: clip(title) }]
  })
}
