import { cancelledError, SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import { maxNamedModels, modelsNamedIn } from '../../core/model-id.js'
import { err, ok, type Result } from '../../core/result.js'
import type { LanguageModel, LanguageModelOptions, Message } from '../../llm/language-model.js'
import { meteredModel } from '../../llm/llm-meter.js'
import type { Plan } from '../../plan/plan.js'
import type { Planned } from '../../plan/planned.js'
import { toolSchema } from '../../plan/tool-schema.js'
import type { AnyTool } from '../../tools/tool.js'
import type { Planner, PlanOptions, PlanRequest } from '../planner.js'
import { vocabularyOf } from '../rules/reading/vocabulary.js'
import { createRulePlanner } from '../rules/rule-planner.js'
import { calledFor } from './called-for.js'
import { fitPrompt } from './fit-prompt.js'
import { type Draft, readDraft } from './llm-draft.js'
import { settlePlan } from './mend/settle-plan.js'
import { type ModelStrength, strengthOf } from './model-strength.js'
import { planJsonSchema } from './plan-json-schema.js'
import { repairPrompt } from './prompt.js'
import { retrieveTools } from './retrieve-tools.js'
import { planByRules, readyDraft } from './rules-draft.js'
import { readSteps } from './streamed-steps.js'
import { createTalkReader, mayTalk, talkedBy } from './talk.js'

export interface LlmPlannerOptions {
  model: LanguageModel
  /** Most steps in a plan. */
  maxSteps: number
  /** Rounds in which a plan that can't be run is sent back with its problems. Default: 1. */
  maxRepairs?: number
  /** Most tools told of in the prompt, so that it stays the same size with 40 or 1,000. Default: 37. */
  toolLimit?: number
  /** Requests with their plans shown to the LLM before the request. Default: 1 for strong models, 3 for others. */
  demonstrations?: number
  /** Makes a draft that the LLM is shown, of requests that begin a chat. Default: the rules; `none` for strong models. */
  draftBy?: Planner | 'none' | undefined
  /** Whether a tool may run at all; the LLM is not told of others, unless the user names models. Default: each may. */
  allows?: (tool: AnyTool) => boolean
}

/** How much a prompt tells of: less each time that it was longer than the LLM reads. */
interface PromptSize {
  tools: number
  demonstrations: number
}

/** Most tokens of a reply. A plan has some hundred; strong models may think before, weak ones go round in circles. */
const maxTokens: Readonly<Record<ModelStrength, number>> = { weak: 2500, middle: 8000, strong: 8000 }

/**
 * A planner that asks an LLM. What it replies is mended where it is clear what was meant, then checked like anything from
 * outside. What is still wrong goes back to it; of the last plan the steps that can't be run are left out, and said.
 * Where nothing is left it is an `INVALID_PLAN` error that lists the problems. The LLM's own failures come back as
 * `PROVIDER_*` errors. Rejects only when `signal` aborts.
 */
export function createLlmPlanner({
  model,
  maxSteps,
  maxRepairs = 1,
  toolLimit = 37,
  demonstrations = strengthOf(model.id) === 'strong' ? 1 : 3,
  allows = () => true,
  draftBy = strengthOf(model.id) === 'strong' ? 'none' : createRulePlanner({ maxSteps, allows }),
}: LlmPlannerOptions): Planner {
  const rules = createRulePlanner({ maxSteps, allows })
  const sizes: readonly PromptSize[] = [
    { tools: toolLimit, demonstrations },
    { tools: Math.min(12, toolLimit), demonstrations: Math.min(1, demonstrations) },
    { tools: Math.min(6, toolLimit), demonstrations: 0 },
  ]

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
      const { offered } = await vocabularyOf(request.tools)
      // A model that the user names may run its tool, whatever the profile has.
      const runnable = models.length > 0 ? offered : offered.filter((tool) => allows(tool))
      const metered = meteredModel(model, meter)
      let planned: Result<Planned, SwitchyardError> | undefined
      for (const size of sizes) {
        planned = await ask(
          metered,
          { request: { ...request, tools: offered }, runnable, models, size },
          options,
        )
        if (planned.ok || planned.error.code !== 'LLM_CONTEXT_TOO_LONG') return planned
      }
      return planned ?? err(new SwitchyardError('INTERNAL', 'There is no size of a prompt.'))
    },
  }

  /** One prompt, and what goes back and forth after it. */
  async function ask(
    asking: LanguageModel,
    {
      request,
      runnable,
      models,
      size,
    }: { request: PlanRequest; runnable: readonly AnyTool[]; models: readonly string[]; size: PromptSize },
    { onGuess, onSteps, onAnswer, signal, onProgress }: Omit<PlanOptions, 'meter'>,
  ): Promise<Result<Planned, SwitchyardError>> {
    const { media, history, failed, text } = request
    const fitting = retrieveTools({ ...request, tools: runnable }, { limit: size.tools })
    // Events and records name steps by their ids: no second step of a run may go by one that was told of already.
    const spent = failed?.plan.steps.map(({ id }) => id) ?? []
    const scope = { tools: request.tools, media, earlier: history.steps, spent, text, maxSteps, models }
    const byRules = await planByRules(request, {
      rules: draftBy === 'none' ? rules : draftBy,
      tools: fitting,
      signal,
    })
    const ready = readyDraft(request, byRules)
    if (ready) onGuess?.(ready.steps)
    const draft = draftBy === 'none' ? undefined : ready
    // Who can't look at the files has to plan a step for what the rules find in the request.
    const needsSteps = model.sees !== true && Object.keys(media).length > 0 && ready !== undefined
    const talk = onAnswer !== undefined && mayTalk(request, byRules)
    const talking = createTalkReader(onAnswer ?? (() => {}))
    const called = calledFor(text, draft)
    const seeing = model.sees === true ? seeingTool(fitting) : undefined
    const { prompt, tools } = fitPrompt(request, {
      ...{ runnable, tools: fitting, count: size.demonstrations },
      ...{ maxSteps, models, called, talk, seeing, draft },
    })
    const strict = model.enforcesSchema === true
    const schema = planJsonSchema(tools, {
      models,
      called,
      talk,
      bounds: { maxSteps, media, earlier: history.steps, spent, strict },
    })
    const drafts: Draft[] = []
    let messages: readonly Message[] = prompt
    for (;;) {
      // A plan that goes back is near its end: nothing is gained by starting its steps before.
      const isFirst = drafts.length === 0
      const onText = readBy(
        isFirst && onSteps ? readSteps(scope, onSteps) : undefined,
        isFirst && talk ? talking.read : undefined,
      )
      const reply = await askFor(asking, messages, {
        schema,
        strength: strengthOf(model.id),
        ...{ onText, signal, onProgress },
      })
      // What was planned before is of use, even where the repair of it can't be had.
      if (!reply.ok && drafts.length === 0)
        return talking.said === ''
          ? reply
          : ok(talkedBy(model, talking.breakOff(reply.error.message), { brokeOff: true }))
      if (reply.ok) drafts.push(readDraft(reply.value, scope, { isRepair: drafts.length > 0, needsSteps }))
      const last = drafts.at(-1)
      if (talk && isFirst) {
        if (last?.answer !== undefined) return ok(talkedBy(model, talking.end(last.answer)))
        if (talking.said !== '')
          return ok(talkedBy(model, talking.breakOff('its reply is not whole.'), { brokeOff: true }))
      }
      if (!last?.problems || !reply.ok || drafts.length > maxRepairs)
        return orDraft(settlePlan(drafts, { model, request, tools, scope }), draft, drafts.length)
      messages = repairPrompt(prompt, last.shown, last.problems)
    }
  }
}

/** The tool that the LLM runs itself, with as many pictures as there are. */
const seeingTool = (tools: readonly AnyTool[]): string | undefined =>
  tools.find(
    (tool) =>
      tool.llm !== undefined &&
      [...toolSchema(tool).input.values()].some(({ meta }) => meta?.modality === 'image' && meta.list),
  )?.id

/** Hands a reply that grows to all that read it, where there are any. */
function readBy(
  ...readers: readonly (((text: string) => void) | undefined)[]
): ((text: string) => void) | undefined {
  const some = readers.filter((reader) => reader !== undefined)
  if (some.length === 0) return undefined
  return (text) => {
    for (const reader of some) reader(text)
  }
}

/** The rules' draft in place of a plan that the LLM could not make, or only without some steps. */
function orDraft(
  settled: Result<Planned, SwitchyardError>,
  draft: Plan | undefined,
  llmCalls: number,
): Result<Planned, SwitchyardError> {
  const isWhole = settled.ok && !settled.value.shortfalls && settled.value.plan.steps.length > 0
  if (!draft || isWhole) return settled
  const why = settled.ok ? settled.value.notes.at(-1) : settled.error.message
  const note = `The rules made the plan, because the LLM made none that can be run as a whole: ${why}`
  return ok({ plan: draft, by: 'rules', notes: [note], llmCalls })
}

async function askFor(
  model: LanguageModel,
  messages: readonly Message[],
  {
    schema,
    strength,
    ...options
  }: LanguageModelOptions & {
    schema: Record<string, unknown>
    strength: ModelStrength
    onText: ((text: string) => void) | undefined
  },
): Promise<Result<{ text: string; cut?: true | undefined }, SwitchyardError>> {
  try {
    const how = { schema, schemaName: 'plan', temperature: 0, maxTokens: maxTokens[strength] }
    return ok(await model.json(messages, { ...how, ...options }))
  } catch (thrown) {
    if (options.signal.aborted) throw cancelledError(options.signal)
    return err(toSwitchyardError(thrown))
  }
}

/** Models are named by the user alone, in this request or an earlier one: never by what a file says. */
function modelsAskedFor({ text, history }: PlanRequest): string[] {
  const texts = [...history.turns.map((turn) => turn.text), text]
  // The newest count, where there are too many.
  const names = texts.flatMap((words) => modelsNamedIn(words).map(({ id }) => id))
  return [...new Set(names.reverse())].slice(0, maxNamedModels)
}
