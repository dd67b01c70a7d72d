import { cancelledError, type SwitchyardError } from '../../core/errors.js'
import { maxNamedModels } from '../../core/model-id.js'
import { ok, type Result } from '../../core/result.js'
import { formatList } from '../../core/text.js'
import type { Plan, Step } from '../../plan/plan.js'
import type { Planned } from '../../plan/planned.js'
import { referencesIn } from '../../plan/reference.js'
import { toolSchema } from '../../plan/tool-schema.js'
import { validatePlan } from '../../plan/validate/validate-plan.js'
import { taskFits } from '../../tools/task-fit.js'
import type { AnyTool } from '../../tools/tool.js'
import type { Planner, PlanRequest } from '../planner.js'
import { type Allows, PlanBuilder } from './builder.js'
import { planToSayPages } from './documents/say-pages.js'
import { asksOfSame, goOn, lastReading, saysOnlyHow, spokenOfBefore } from './go-on.js'
import { placeModels, readModels, type TaskOf } from './named-models.js'
import { planInOrder } from './orders/plan-in-order.js'
import { partOf, planWishes } from './plan-wishes.js'
import { readRequest } from './reading/read-request.js'
import type { Reading } from './reading/reading.js'
import { roleOf } from './reading/roles.js'
import { vocabularyOf } from './reading/vocabulary.js'
import { referBack } from './refer-back.js'
import { withoutExcludedFiles } from './several/excluded-files.js'
import { planByExamples } from './several/plan-by-examples.js'
import { planInPlaces } from './several/plan-in-places.js'
import { tellUndoable } from './undoable.js'
import { joinByTime, watch } from './watch-video.js'
import { planWithoutWishes } from './without-wishes.js'
import { gloss } from './words/gloss.js'
import { quotePayload } from './words/grammar/payload.js'
import { loadLanguageOf } from './words/text-language.js'

export interface RulePlannerOptions {
  /** Most steps in a plan; what would come after is left out, and the notes say so. Default: 64. */
  maxSteps?: number
  /** The task that a model of the Hub is for, if that can be learnt. Default: it can't. */
  taskOf?: TaskOf
  /** Whether a tool may run at all, or for a question: of several that would do, those go first. Default: each may. */
  allows?: Allows
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
    async plan(all, { signal }): Promise<Result<Planned, SwitchyardError>> {
      if (signal.aborted) throw cancelledError(signal)
      const asked = withoutExcludedFiles(all)
      const named = await readModels(asked.text, { taskOf, signal })
      const { models, left: unread } = named
      const [text, textWithTasks] = [quotePayload(named.text), quotePayload(named.textWithTasks)]
      // A model that the request names may run its tool, whatever the catalogue has.
      const mayRun: Allows = (tool, question) =>
        allows(tool, question) || models.some(({ task }) => taskFits(task, tool))
      const vocabulary = await vocabularyOf(asked.tools)
      const request = referBack({ ...asked, text, tools: vocabulary.offered }, vocabulary)
      const builder = new PlanBuilder(request, mayRun, maxSteps)
      const isPlanned =
        planByExamples(builder) || planInPlaces(builder) || planToSayPages(builder) || planInOrder(builder)
      const unnamed = readRequest(isPlanned ? { ...request, text: '' } : request, vocabulary)
      // Nothing but the model says what is wanted: its task does.
      const reading =
        unnamed.wishes.length > 0 || isPlanned || textWithTasks === text
          ? unnamed
          : readRequest({ ...request, text: textWithTasks }, vocabulary)
      builder.watch = (video) => watch(builder, video)
      if (reading.wishes.some(({ options }) => options.some(({ known }) => readsLanguages(known.tool))))
        builder.languageOf = await loadLanguageOf()
      const before = lastReading(builder, vocabulary)
      builder.lastSpokenOf = spokenOfBefore(builder, before)
      const isSame = before !== undefined && (asksOfSame(reading.text) || saysOnlyHow(gloss(request.text)))
      if (reading.wishes.length > 0 && !isSame) planWishes(builder, reading)
      else if (!isPlanned && reading.known.length === 0 && !goOn(builder, reading, before, vocabulary))
        planWithoutWishes(builder, reading)
      tellUndoable(builder, reading)
      joinByTime(builder)
      const placed = placeModels(builder.steps, models, (id) => builder.tool(id))
      const { plan, left } = runnable(placed.steps, request, maxSteps)
      const unseen = filesLeft(placed.steps, plan, { request, maxSteps })
      if (unseen) builder.fallsShort(unseen, false, { comesFirst: true })
      else if (left.length > 0) builder.fallsShort(`Left out: ${left.join(', ')}.`)
      const { shortfalls } = builder
      const checks = builder.checks.filter(({ told, compared }) =>
        [told, compared].every((id) => id === undefined || plan.steps.some((step) => step.id === id)),
      )
      const notes = [
        'Planned by rules, no LLM.',
        understood(reading),
        ...shortfalls.map(({ message }) => message),
        ...placed.notes,
        ...(unread.length > 0
          ? [`A request may name ${maxNamedModels} models; ${unread.length} more were not looked at.`]
          : []),
        ...(plan.steps.length === 0 && reading.known.length === 0 ? [nothing(request)] : []),
      ].filter(Boolean)
      return ok({
        plan,
        by: 'rules',
        notes,
        llmCalls: 0,
        ...(reading.known.length > 0 && { known: [...reading.known] }),
        ...(shortfalls.length > 0 && { shortfalls }),
        ...(checks.length > 0 && { checks }),
        ...(builder.onTheWay.size > 0 && { onTheWay: [...builder.onTheWay] }),
      })
    },
  }
}

/** Whether a tool must know which language a text is in. */
const readsLanguages = (tool: AnyTool): boolean =>
  [...toolSchema(tool).input.values()].some(
    (field) => field.meta?.modality === 'text' && roleOf(field) === 'source',
  )

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

/** Most files that are named of those that are left. */
const mostNamed = 3

/** Of which files steps had to be left out. Undefined: of none. */
function filesLeft(
  wanted: readonly Step[],
  { steps }: Plan,
  { request: { media }, maxSteps }: { request: PlanRequest; maxSteps: number },
): string | undefined {
  const filesOf = (some: readonly Step[]) =>
    new Set(
      some.flatMap(({ input }) =>
        referencesIn(input).flatMap(({ root }) => (Object.hasOwn(media, root) ? [root] : [])),
      ),
    )
  const kept = new Set(steps.map(({ id }) => id))
  const left = [...filesOf(wanted.filter(({ id }) => !kept.has(id)))]
  if (wanted.length <= maxSteps || left.length === 0) return undefined
  const all = filesOf(wanted).size
  const names = left.slice(0, mostNamed).map((name) => media[name]?.name ?? name)
  const more = left.length - names.length
  const named = more > 0 ? `${names.join(', ')} and ${more} more` : formatList(names)
  return `Only ${all - left.length} of ${all} files were looked at, as a plan has ${maxSteps} steps at most: not ${named}. Ask about fewer at once, or set \`steps.max\`.`
}

function understood(reading: Reading): string {
  const names = [...new Set(reading.wishes.map((wish) => partOf(wish, reading)))]
  return names.length > 0 ? `Understood: ${names.slice(0, 20).join(', ')}.` : ''
}

function nothing({ media, tools }: PlanRequest): string {
  const attached = Object.keys(media)
  const atHand = attached.length > 0 ? `Attached: ${attached.join(', ')}.` : 'Nothing is attached.'
  return `Nothing to run was found. ${atHand} Ask for what one of the ${tools.length} tools does, such as "describe the picture" or "transcribe the memo".`
}
