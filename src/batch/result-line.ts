import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { RunResult } from '../agent/run.js'
import type { ErrorInfo } from '../core/errors.js'
import { isRecord, parseJson } from '../core/json.js'
import type { StepRecord } from '../executors/run-plan.js'
import type { CallReply } from './endpoint-call.js'
import type { BrokenLine } from './job-line.js'

/** One step of an answered job: what came out and which model it came from. The whole record is `ask --trace`'s. */
export interface ResultStep {
  id: string
  tool: string
  status: StepRecord['status']
  subject: string
  summary?: string | undefined
  output?: unknown
  error?: ErrorInfo | undefined
  /** Why it was not needed. */
  reason?: string | undefined
  /** The candidate that was called last, of a mapped step for its first item. Absent for tools of your own. */
  model?: string | undefined
  cacheHit: boolean
  durationMs: number
}

/** A file that a job made, as its result line names it. */
export interface SavedMedia {
  step: string
  /** Where in the step's output: `depth`, `masks[0]`. */
  field: string
  path: string
}

/** What came of a job. */
export interface AnswerBody {
  answer: string
  /** `partly`: some steps failed, and the answer says which; `failed`: all did. */
  status: RunResult['status']
  steps: ResultStep[]
  /** With a folder for them: the files that the job made, and where they are. */
  files?: SavedMedia[]
  /** Estimated US dollars of what has a known price. */
  costUsd: number
  durationMs: number
}

/** A line of a results file: the OpenAI batch format with the answer as the response's body. */
export interface ResultLine {
  /** The run's id. */
  id: string
  /** The job's; null for a line of the jobs file that has none of its own. */
  custom_id: string | null
  response: {
    /** 200 for an answer; what the endpoint replied for a request of OpenAI's API. */
    status_code: number
    request_id: string
    /** For a request of OpenAI's API what its endpoint replied, in its form. */
    body: AnswerBody | object
  } | null
  error: {
    code: ErrorInfo['code']
    message: string
    /** For lines that are no jobs: where in the jobs file. */
    line?: number | undefined
  } | null
}

export function answerLine(customId: string, result: RunResult): ResultLine {
  const { runId, answer, status, steps, usage, durationMs } = result
  return {
    id: runId,
    custom_id: customId,
    response: {
      status_code: 200,
      request_id: runId,
      body: {
        answer,
        status,
        steps: steps.map(resultStep),
        costUsd: usage.costUsd,
        durationMs: Math.round(durationMs),
      },
    },
    error: null,
  }
}

/** The reply of an endpoint as a result. */
export function replyLine(customId: string, id: string, { status, requestId, body }: CallReply): ResultLine {
  const shown = isRecord(body) ? body : { value: body }
  return {
    id,
    custom_id: customId,
    response: { status_code: status, request_id: requestId, body: shown },
    error: null,
  }
}

/** The answer of a job; undefined where a result has none, or is the reply of an endpoint. */
export function answerOf({ response }: Pick<ResultLine, 'response'>): AnswerBody | undefined {
  const body = response?.body
  return body && 'answer' in body && 'steps' in body && 'status' in body ? body : undefined
}

export function failureLine(customId: string, runId: string, { code, message }: ErrorInfo): ResultLine {
  return { id: runId, custom_id: customId, response: null, error: { code, message } }
}

export function brokenResultLine(
  { line, customId, error: { code, message } }: BrokenLine,
  id: string = randomUUID(),
): ResultLine {
  return {
    id,
    custom_id: customId ?? null,
    response: null,
    error: { code, message, line },
  }
}

function resultStep({ calls, cacheHit, startedMs: _started, durationMs, ...report }: StepRecord): ResultStep {
  const model = calls[0]?.attempts.at(-1)?.candidate ?? calls[0]?.route?.ranked[0]?.id
  return { ...report, model, cacheHit, durationMs: Math.round(durationMs) }
}

/** How a job ended. */
export type Outcome = 'answered' | 'partly' | 'failed'

export function outcomeOf({ response }: Pick<ResultLine, 'response'>): Outcome {
  if (response === null) return 'failed'
  return answerOf({ response })?.status ?? (isSuccess(response.status_code) ? 'answered' : 'failed')
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300

/** What a resumed batch needs to know of a line written before: whose it is and how it ended. */
export interface PastResult {
  customId: string | null
  outcome: Outcome
  /** Of a line that is no job: its number and what was said of it. */
  broken?: { line: number; message: string } | undefined
}

/** A line as it was found, with its run's id. */
export interface FoundResult extends PastResult {
  id: string
}

const pastSchema = z.object({
  id: z.string(),
  custom_id: z.string().nullable(),
  response: z
    .union([
      z.object({ body: z.object({ answer: z.string(), status: z.enum(['answered', 'partly', 'failed']) }) }),
      z.object({ status_code: z.number(), request_id: z.string(), body: z.object({}) }),
    ])
    .nullable(),
  error: z.object({ message: z.string(), line: z.int().optional() }).nullable(),
})

/** Reads a line of a results file; undefined when it is none. */
export function parseResultLine(text: string): FoundResult | undefined {
  const { success, data } = pastSchema.safeParse(parseJson(text))
  if (!success || (data.response === null) === (data.error === null)) return undefined
  const { error, response } = data
  if (data.custom_id === null && error?.line === undefined) return undefined
  return {
    id: data.id,
    customId: data.custom_id,
    outcome: pastOutcome(response),
    broken: error?.line === undefined ? undefined : { line: error.line, message: error.message },
  }
}

function pastOutcome(response: z.infer<typeof pastSchema>['response']): Outcome {
  if (response === null) return 'failed'
  if ('answer' in response.body) return response.body.status
  return 'status_code' in response && isSuccess(response.status_code) ? 'answered' : 'failed'
}
