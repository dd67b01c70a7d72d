import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { Backend } from '../backends/backend.js'
import { wrapBackend } from '../backends/wrap-backend.js'
import { candidateId } from '../config/candidate.js'
import { toSwitchyardError } from '../core/errors.js'
import type { Executor } from '../executors/executor.js'
import type { Planner } from '../planner/planner.js'
import type { RunResult } from './run.js'

/**
 * OpenTelemetry spans of a run. Only the API is used here: without an SDK that someone has registered in this process,
 * all of it does nothing. Names follow OpenTelemetry's conventions for generative AI where there are any. Attributes hold
 * ids, names and counts, never texts of requests and results, nor media.
 */
/** Asked for anew each time: one that was had before an SDK is registered does nothing for good. */
const tracer = () => trace.getTracer('switchyard')

/** A trace's ids on the way to another process, as W3C headers. */
export type TraceHeaders = Record<string, string>

interface SpanOptions {
  attributes?: Attributes | undefined
  kind?: SpanKind | undefined
  /** Where the trace goes on from, when that is in another process. Default: what runs here. */
  from?: TraceHeaders | undefined
}

/** Runs work within a span that ends with it. What it throws is the span's error. */
export function inSpan<T>(
  name: string,
  { attributes = {}, kind = SpanKind.INTERNAL, from }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const parent = from ? propagation.extract(ROOT_CONTEXT, from) : context.active()
  return tracer().startActiveSpan(name, { attributes, kind }, parent, async (span) => {
    try {
      return await work(span)
    } catch (thrown) {
      failSpan(span, toSwitchyardError(thrown))
      throw thrown
    } finally {
      span.end()
    }
  })
}

/** Marks a span as failed, by the error's code: messages may quote what was asked. */
export function failSpan(span: Span, { code }: { code: string }): void {
  span.setAttribute('error.type', code)
  span.setStatus({ code: SpanStatusCode.ERROR, message: code })
}

/** What another process needs to go on with this trace; undefined where there is none. */
export function traceHeaders(): TraceHeaders | undefined {
  if (!trace.getActiveSpan()) return undefined
  const headers: TraceHeaders = {}
  propagation.inject(context.active(), headers)
  return Object.keys(headers).length > 0 ? headers : undefined
}

const modelOf = (llmId: string | undefined): Attributes =>
  llmId === undefined ? {} : { 'gen_ai.request.model': llmId }

/** A span for a whole run. */
export function traceRun(runId: string, work: () => Promise<RunResult>): Promise<RunResult> {
  const attributes = {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'switchyard',
    'switchyard.run.id': runId,
  }
  return inSpan('invoke_agent switchyard', { attributes }, async (span) => {
    const result = await work()
    span.setAttributes({
      'switchyard.run.status': result.status,
      'switchyard.run.steps': result.steps.length,
    })
    return result
  })
}

/** A span for the answer. */
export function traceAnswer(llmId: string | undefined, work: () => Promise<string>): Promise<string> {
  return inSpan('answer', { attributes: modelOf(llmId) }, work)
}

/** The same planner, with a span a plan. */
export function tracePlanner(planner: Planner, llmId: string | undefined): Planner {
  return {
    plan: (request, options) =>
      inSpan('plan', { attributes: modelOf(llmId) }, async (span) => {
        const planning = await planner.plan(request, options)
        if (!planning.ok) failSpan(span, planning.error)
        else {
          const { by, llmCalls, plan } = planning.value
          span.setAttributes({
            'switchyard.plan.by': by,
            'switchyard.plan.llm_calls': llmCalls,
            'switchyard.plan.steps': plan.steps.length,
          })
        }
        return planning
      }),
  }
}

/** The same executor, with a span a step. */
export function traceSteps(executor: Executor): Executor {
  return {
    concurrency: executor.concurrency,
    execute: (step, options) => {
      const attributes = {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': step.tool,
        'gen_ai.tool.call.id': step.stepId,
        'switchyard.run.id': step.runId,
        'switchyard.step.index': step.index,
      }
      return inSpan(`execute_tool ${step.tool}`, { attributes }, async (span) => {
        const outcome = await executor.execute(step, options)
        const { attempts } = outcome.ok ? outcome.value : outcome.error
        span.setAttribute('switchyard.step.attempts', attempts.length)
        if (outcome.ok) {
          const candidate = outcome.value.attempts.at(-1)?.candidate
          if (candidate) span.setAttribute('switchyard.candidate', candidate)
          span.setAttribute('switchyard.cache_hit', outcome.value.cacheHit)
        } else failSpan(span, outcome.error.error)
        return outcome
      })
    },
    close: () => executor.close(),
  }
}

/** The same backend, with a span for each model that it loads and each call that it runs. */
export function traceBackend(backend: Backend): Backend {
  return wrapBackend(backend, {
    async call(call, { signal, onProgress }) {
      const { candidate } = call
      const attributes = {
        'gen_ai.request.model': candidate.model,
        'gen_ai.provider.name': backend.id === 'local' ? 'transformers.js' : candidate.provider,
        'switchyard.candidate': candidateId(candidate),
      }
      // Progress is told by a process that may have been started before this run.
      const parent = context.active()
      let load: Span | undefined
      const loaded = () => {
        load?.end()
        load = undefined
      }
      let began = Date.now()
      const outcome = await backend.call(call, {
        signal,
        onProgress(progress) {
          if (progress.kind === 'load')
            load ??= tracer().startSpan(`load_model ${candidate.model}`, { attributes }, parent)
          if (progress.kind === 'loaded') loaded()
          if (progress.kind === 'started' || progress.kind === 'loaded') began = Date.now()
          onProgress(progress)
        },
      })
      loaded()
      const span = tracer().startSpan(`inference ${candidate.model}`, {
        attributes,
        kind: SpanKind.CLIENT,
        startTime: began,
      })
      if (!outcome.ok) failSpan(span, outcome.error)
      span.end()
      return outcome
    },
  })
}
