import { cancelled, SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import { maxNamedModels, modelsNamedIn } from '../../core/model-id.js'
import { err, ok, type Result } from '../../core/result.js'
import type { LanguageModel, LanguageModelOptions, Message } from '../../llm/language-model.js'
import { meteredModel } from '../../llm/llm-meter.js'
import { findTool } from '../../plan/operators.js'
import type { Plan } from '../../plan/plan.js'
import type { Planned } from '../../plan/planned.js'
import { toolSchema } from '../../plan/tool-schema.js'
import { formatProblems, validatePlan } from '../../plan/validate/validate-plan.js'
import type { AnyTool } from '../../tools/tool.js'
import type { Planner, PlanRequest } from '../planner.js'
import { readReply } from './llm-planner-reply.js'
import { planJsonSchema } from './plan-json-schema.js'
import { planPrompt, repairPrompt } from './prompt.js'
import { retrieveTools } from './retrieve-tools.js'

export interface LlmPlannerOptions {
  model: LanguageModel
  /** Most steps in a plan. */
  maxSteps: number
  /** Rounds in which a plan that can't be run is sent back with its problems. Default: 2. */
  maxRepairs?: number
  /** Most tools told of in the prompt, so that it stays the same size with 30 or 1,000. Default: 16. */
  toolLimit?: number
  /** Whether a tool may run at all; the LLM is not told of others, unless the user names models. Default: each may. */
  allows?: (tool: AnyTool) => boolean
}

/**
 * A planner that asks an LLM. Its reply is parsed and checked like anything from outside; problems go back to it, and
 * what still can't be run after the last round is an `INVALID_PLAN` error that lists them. The LLM's own failures come
 * back as `PROVIDER_*` errors. Rejects only when `signal` aborts.
 */
export function createLlmPlanner({
  model,
  maxSteps,
  maxRepairs = 2,
  toolLimit = 16,
  allows = () => true,
}: LlmPlannerOptions): Planner {
  return {
    async plan(request, { meter, ...options }): Promise<Result<Planned, SwitchyardError>> {
      if (request.tools.length === 0) {
        return ok({
          plan: { steps: [] },
          by: 'llm',
          notes: ['There are no tools to plan with.'],
          llmCalls: 0,
        })
      }
      const models = modelsAskedFor(request)
      // A model that the user names may run its tool, whatever the profile has.
      const runnable = models.length > 0 ? request.tools : request.tools.filter(allows)
      const tools = retrieveTools({ ...request, tools: runnable }, { limit: toolLimit })
      const asked = planPrompt(request, { tools, maxSteps, models })
      const bounds = model.enforcesSchema ? { maxSteps, media: request.media } : undefined
      const schema = planJsonSchema(tools, { models, bounds })
      const repaired: string[] = []
      let messages: readonly Message[] = asked
      const metered = meteredModel(model, meter)
      for (;;) {
        const reply = await askFor(metered, messages, { schema, ...options })
        if (!reply.ok) return reply
        const checked = reply.value.cut ? err(cutOff) : check(reply.value.text, request, { maxSteps, models })
        if (checked.ok) {
          const notes = notesOn({ model, request, tools, repaired })
          return ok({ plan: checked.value, by: 'llm', notes, llmCalls: repaired.length + 1 })
        }
        if (repaired.length === maxRepairs) return err(invalid(model, checked.error, repaired.length + 1))
        repaired.push(checked.error)
        messages = repairPrompt(asked, reply.value.text, checked.error)
      }
    },
  }
}

async function askFor(
  model: LanguageModel,
  messages: readonly Message[],
  { schema, ...options }: LanguageModelOptions & { schema: Record<string, unknown> },
): Promise<Result<{ text: string; cut?: true | undefined }, SwitchyardError>> {
  try {
    return ok(await model.json(messages, { schema, schemaName: 'plan', ...options }))
  } catch (thrown) {
    if (options.signal.aborted) throw cancelled(options.signal)
    return err(toSwitchyardError(thrown))
  }
}

/** Of a plan that reached the length limit nobody knows what is missing, so that it is never run. */
const cutOff = 'The plan was too long and was cut off. Plan fewer steps, with shorter texts.'

/** The plan in a reply, or all its problems in words. */
function check(
  reply: string,
  request: PlanRequest,
  limits: { maxSteps: number; models: readonly string[] },
): Result<Plan, string> {
  const read = readReply(reply)
  if (!read.ok) return read
  const { tools, media, history, failed } = request
  // Events and records name steps by their ids: no second step of a run may go by one that was told of already.
  const spent = failed?.plan.steps.map(({ id }) => id) ?? []
  const scope = { tools, media, earlier: history.steps, spent, ...limits }
  const checked = validatePlan(withoutNulls(read.value, tools), scope)
  return checked.ok ? checked : err(formatProblems(checked.error))
}

/** Models are named by the user alone, in this request or an earlier one: never by what a file says. */
function modelsAskedFor({ text, history }: PlanRequest): string[] {
  const said = [...history.turns.map((turn) => turn.text), text]
  // The newest count, where there are too many.
  const names = said.flatMap((words) => modelsNamedIn(words).map(({ id }) => id))
  return [...new Set(names.reverse())].slice(0, maxNamedModels)
}

/** Strict JSON schemas know no optional properties, so an LLM says null for what it leaves out. */
function withoutNulls(plan: unknown, tools: readonly AnyTool[]): unknown {
  if (!isRecord(plan) || !Array.isArray(plan.steps)) return plan
  const known = new Map(tools.map((tool) => [tool.id, tool]))
  const steps = plan.steps.map((step: unknown) => {
    if (!isRecord(step) || !isRecord(step.input) || typeof step.tool !== 'string') return step
    const tool = findTool(step.tool, known)
    const fields = tool && toolSchema(tool).input
    const kept = Object.entries(step.input).filter(
      ([name, value]) => value !== null || !fields?.get(name)?.optional,
    )
    const { model, when, ...rest } = step
    return {
      ...rest,
      ...(model !== null && model !== undefined && { model }),
      ...(when !== null && when !== undefined && { when }),
      input: Object.fromEntries(kept),
    }
  })
  return { ...plan, steps }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function notesOn({
  model,
  request,
  tools,
  repaired,
}: {
  model: LanguageModel
  request: PlanRequest
  tools: readonly AnyTool[]
  repaired: readonly string[]
}): string[] {
  const rounds = repaired.length === 1 ? '1 repair round' : `${repaired.length} repair rounds`
  return [
    `${model.id} made the plan${request.failed ? ', after an earlier one failed' : ''}.`,
    ...(tools.length < request.tools.length
      ? [`${tools.length} of ${request.tools.length} tools could run, fitted the request and were offered.`]
      : []),
    ...(repaired.length > 0
      ? [`It took ${rounds}: ${repaired.map((problem) => brief(problem)).join(' / ')}`]
      : []),
  ]
}

const brief = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}

function invalid(model: LanguageModel, problems: string, tries: number): SwitchyardError {
  const shown = problems.length > 2000 ? `${problems.slice(0, 2000)}…` : problems
  return new SwitchyardError(
    'INVALID_PLAN',
    `${model.id} made no plan that can be run, in ${tries === 1 ? 'one try' : `${tries} tries`}. The last one's problems:\n${shown}\nSay the request in other words, or choose another LLM.`,
    { details: { problems: shown.split('\n'), tries } },
  )
}
