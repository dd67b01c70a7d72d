import { cancelled, type SwitchyardError } from '../../core/errors.js'
import { maxNamedModels } from '../../core/model-id.js'
import { ok, type Result } from '../../core/result.js'
import type { Plan, Step } from '../../plan/plan.js'
import type { Planned } from '../../plan/planned.js'
import { validatePlan } from '../../plan/validate/validate-plan.js'
import { taskFits } from '../../tools/task-fit.js'
import type { AnyTool } from '../../tools/tool.js'
import type { Planner, PlanRequest } from '../planner.js'
import { PlanBuilder } from './builder.js'
import { call, callEach, fulfil } from './fulfil.js'
import { isChoice } from './labels.js'
import { withReferences } from './mentions.js'
import { placeModels, readModels, type TaskOf } from './named-models.js'
import { mostRead, readWants, type Want } from './reading.js'
import { attachedTo, type Focus, mentionedIn, noFocus, sourcesOf } from './subjects.js'
import { choiceRule, defaultTasks, longText, questionTasks, smallTalk } from './table.js'

export interface RulePlannerOptions {
  /** Most steps in a plan; what would come after is left out, and the notes say so. Default: 64. */
  maxSteps?: number
  /** The task that a model of the Hub is for, if that can be learnt. Default: it can't. */
  taskOf?: TaskOf
  /** Whether a tool may run at all: of several that would do, those go first. Default: each may. */
  allows?: (tool: AnyTool) => boolean
}

/**
 * A planner that needs no LLM: it finds what the words ask for in a table of rules and in the tools' own phrases, and
 * chains tools from the media at hand to there. The same request gives the same plan. It never fails: where nothing fits
 * the plan is empty, and a note says what was understood. Rejects only when `signal` has aborted.
 */
export function createRulePlanner({
  maxSteps = 64,
  taskOf,
  allows = () => true,
}: RulePlannerOptions = {}): Planner {
  return {
    async plan(asked, { signal }): Promise<Result<Planned, SwitchyardError>> {
      if (signal.aborted) throw cancelled(signal)
      const { models, left: unread, text, textWithTasks } = await readModels(asked.text, { taskOf, signal })
      // A model that the request names may run its tool, whatever the catalogue has.
      const mayRun = (tool: AnyTool) => allows(tool) || models.some(({ task }) => taskFits(task, tool.id))
      const without = new PlanBuilder({ ...asked, text }, mayRun)
      const unnamed = wantsOf(without.request, without)
      // Nothing but the model says what is wanted: its task does.
      const builder =
        unnamed.length > 0 ? without : new PlanBuilder({ ...asked, text: textWithTasks }, mayRun)
      const { request } = builder
      const wants = unnamed.length > 0 ? unnamed : wantsOf(request, builder)
      let focus = noFocus
      for (const want of wants) {
        const outcome: Focus | string = fulfil(builder, want, focus)
        if (typeof outcome === 'string') builder.fallsShort(`Could not plan "${want.rule.name}": ${outcome}.`)
        else focus = outcome
      }
      if (wants.length === 0) planWithoutWants(builder)
      const placed = placeModels(builder.steps, models)
      const { plan, left } = runnable(placed.steps, request, maxSteps)
      if (left.length > 0) builder.fallsShort(`Left out: ${left.join(', ')}.`)
      const { shortfalls } = builder
      const checks = builder.checks.filter(({ told, compared }) =>
        [told, compared].every((id) => id === undefined || plan.steps.some((step) => step.id === id)),
      )
      const notes = [
        'Planned by rules, no LLM.',
        understood(wants),
        ...shortfalls.map(({ message }) => message),
        ...placed.notes,
        ...(unread.length > 0
          ? [`A request may name ${maxNamedModels} models; ${unread.length} more were not looked at.`]
          : []),
        ...(plan.steps.length === 0 ? [nothing(request)] : []),
      ].filter(Boolean)
      return ok({
        plan,
        by: 'rules',
        notes,
        llmCalls: 0,
        ...(shortfalls.length > 0 && { shortfalls }),
        ...(checks.length > 0 && { checks }),
      })
    },
  }
}

function wantsOf({ text, tools, media }: PlanRequest, { atHand }: PlanBuilder): Want[] {
  const wants = readWants(text, tools, atHand).map((want) => ({
    ...want,
    clause: withReferences(want.clause, media),
    trigger: withReferences(want.trigger, media),
  }))
  if (wants.length > 0 || text.length > 120 || !isChoice(text) || asksOpenly.test(text)) return wants
  return [{ rule: choiceRule, clause: text, trigger: '', sentence: text }]
}

/** Words that ask for more than a choice: "which is bigger, the tree or the drum?". */
const asksOpenly = /^\s*(?:what|who|when|where|which|why|how)\b/i

/** Words that no rule knows: a question is answered from what is at hand, anything else gets what is natural for the media. */
function planWithoutWants(builder: PlanBuilder): void {
  const { text, media, history } = builder.request
  const asked = text.trim()
  if (/^(?:please,? )?(?:don't|do not)\b/i.test(asked.replaceAll('’', "'"))) return
  if (asked !== '' && smallTalk.test(asked) && (history.turns.length > 0 || builder.atHand.size === 0)) return
  const mentioned = sourcesOf(mentionedIn(builder, withReferences(asked.slice(0, mostRead), media)))
  const isQuestion =
    /\?\s*$/.test(asked) || /^(?:what|who|when|where|which|why|how|is|are|does|do|can)\b/i.test(asked)
  if (isQuestion) {
    const words = { sentence: asked, clause: asked, labels: [] }
    const subjects =
      mentioned.length > 0 ? mentioned : attachedTo(builder, asked, ['text', 'table', 'image', 'audio'])
    if (subjects.length > 0 && call(builder, questionTasks, subjects, words).ok) {
      const answers = subjects.some(({ modality }) => modality === 'text' || modality === 'table')
      const goesOn = history.turns.length > 0 && mentioned.length > 0
      if (!answers && !goesOn)
        builder.fallsShort('No rule fits the question; what was found may answer it.', true)
      return
    }
  }
  const newest = history.turns.length > 0 ? Object.keys(media).slice(-1) : Object.keys(media)
  const meant = mentioned.length > 0 ? mentioned.map(({ value }) => value.slice(1)) : newest
  for (const [name, { modality, facts }] of Object.entries(media)) {
    if (!meant.includes(name)) continue
    if (modality === 'text' && (facts.characters ?? 0) < longText) continue
    callEach(builder, defaultTasks[modality] ?? [], [name], modality)
    // A video shows by itself what is said in it.
    if (modality === 'video')
      callEach(
        builder,
        builder.media.audio?.includes(name) ? (defaultTasks.audio ?? []) : [],
        [name],
        'audio',
      )
  }
  if (asked !== '' && builder.steps.length > 0)
    builder.fallsShort('No rule fits the words; this is what the files show by themselves.', true)
}

/** What is left of the steps when those that can't be run, and those that need them, are taken out. */
function runnable(
  steps: readonly Step[],
  { tools, media, history }: PlanRequest,
  maxSteps: number,
): { plan: Plan; left: string[] } {
  const left: string[] = steps.slice(maxSteps).map(({ tool }) => tool)
  let kept = steps.slice(0, maxSteps)
  for (;;) {
    const checked = validatePlan({ steps: kept }, { tools, media, earlier: history.steps, maxSteps })
    if (checked.ok) return { plan: checked.value, left: [...new Set(left)] }
    const wrong = new Set(checked.error.map(({ step }) => step))
    left.push(...kept.filter(({ id }) => wrong.has(id)).map(({ tool }) => tool))
    const sound = kept.filter(({ id }) => !wrong.has(id))
    kept = sound.length < kept.length ? sound : []
  }
}

function understood(wants: readonly Want[]): string {
  const names = [...new Set(wants.map(({ rule }) => rule.name))]
  return names.length > 0 ? `Understood: ${names.join(', ')}.` : ''
}

function nothing({ media, tools }: PlanRequest): string {
  const attached = Object.keys(media)
  const atHand = attached.length > 0 ? `Attached: ${attached.join(', ')}.` : 'Nothing is attached.'
  return `Nothing to run was found. ${atHand} Ask for what one of the ${tools.length} tools does, such as "describe the picture" or "transcribe the memo".`
}
