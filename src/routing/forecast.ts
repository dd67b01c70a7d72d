import { placeOf } from '../config/candidate.js'
import { staysHere } from '../config/endpoint.js'
import type { Profile } from '../config/profile.js'
import type { Media } from '../media/media.js'
import { shownPictures } from '../media/shown-pictures.js'
import type { Plan, Step } from '../plan/plan.js'
import { parseReference, referencesIn } from '../plan/reference.js'
import type { StepValue } from '../plan/step-value.js'
import { type Budget, createBudget } from '../spending/budget.js'
import { priceOf, tokensPerPicture } from '../spending/price.js'
import { llmPriceOf } from '../spending/run-spending.js'
import type { AnyTool } from '../tools/tool.js'
import { offeredCandidates } from './offered-candidates.js'
import type { Ranked } from './route.js'
import { route } from './router.js'
import { type RoutingServices, routingFacts } from './routing-facts.js'

/** What one step would do. */
export interface ForecastStep {
  id: string
  tool: string
  /** It runs once for each item of a list that only the run itself will know. */
  repeated: boolean
  /** The candidate first in line; absent when there is none, or for tools of your own. */
  candidate?: string | undefined
  /** Where it would run, in words, and why there; without a candidate, why there is none. */
  place: string
  reason: string
  /** Whether its input leaves this machine. */
  leaves: boolean
  /** Whether code of your own runs it: where that sends things is not known. */
  isOwn: boolean
  /** Candidates that take over when the first fails, of those that send its input off this machine or cost something. */
  standIns: ForecastStandIn[]
  /** Files it works on, by reference. */
  media: Record<string, { name?: string | undefined; mimeType: string; bytes: number }>
  /** Steps whose results it works on. */
  results: string[]
  /** Estimated US dollars of one call; absent when unknown or when there is no call. */
  costUsd?: number | undefined
}

/** Where a step would run if the candidate first in line failed. */
export interface ForecastStandIn {
  candidate: string
  place: string
  leaves: boolean
  /** Estimated US dollars of one call; absent when unknown. */
  costUsd?: number | undefined
}

/** What the LLM would do, if there is one. */
export interface ForecastLlm {
  id: string
  /** Whether what it is told leaves this machine. */
  leaves: boolean
  /** Planning, choosing models, answering. */
  does: string[]
  /** Pictures that it is shown when it answers, scaled down, by reference. */
  sees: string[]
  /** Estimated US dollars of all its calls; absent when unknown. */
  costUsd?: number | undefined
  /** Why the budget lets none of its calls pass, if so: then rules plan and a template answers. */
  refused?: string | undefined
}

/** What a run would send where, and about what that costs. Nothing of it was sent to find that out. */
export interface Forecast {
  steps: ForecastStep[]
  llm?: ForecastLlm | undefined
  /** Files that leave this machine, by reference, with how many bytes they have. */
  leaving: Record<string, number>
  /** Estimated US dollars of what has a known price. A repeated step counts once. */
  costUsd: number
  unpriced: string[]
}

export interface ForecastRequest {
  plan: Plan
  media: Readonly<Record<string, Media>>
  tools: { get(id: string): AnyTool | undefined }
  routing: RoutingServices
  /** The LLM that plans and answers, if there is one. */
  llm: { id: string | undefined; staysHere: boolean; seesPictures: boolean }
  signal: AbortSignal
}

/** Tokens that prompts of planning and answering have, and their replies: rough, for a request with a few steps. */
const promptTokens = 3_000
const replyTokens = 500

/** Works out what a plan would do, step by step, with the budget of a run going down as it would. */
export async function forecast(options: ForecastRequest): Promise<Forecast> {
  const { plan, media, routing, llm: given } = options
  const { profile } = routing
  const { perRun, allowUnknownPrice } = profile.budget
  const budget =
    perRun === undefined ? undefined : createBudget({ scope: 'run', limitUsd: perRun, allowUnknownPrice })
  const { id, staysHere, seesPictures } = given
  const sees = seesPictures ? shownPictures(media).map(([reference]) => reference) : []
  const llm = id === undefined ? undefined : forecastLlm({ id, staysHere, sees }, profile, budget)
  const llmCostUsd = (llm?.refused === undefined && llm?.costUsd) || 0
  budget?.hold(llmCostUsd)
  const steps: ForecastStep[] = []
  // One after the other: the budget goes down.
  for (const step of plan.steps) steps.push(await forecastStep(step, { ...options, budget }))
  const called = steps.filter(({ candidate }) => candidate !== undefined)
  const sent = steps.flatMap((step) => (step.leaves ? Object.keys(step.media) : []))
  const shown = llm?.leaves && llm.refused === undefined ? llm.sees : []
  return {
    steps,
    llm,
    leaving: Object.fromEntries([...sent, ...shown].map((name) => [name, media[name]?.bytes ?? 0])),
    costUsd: called.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), llmCostUsd),
    unpriced: [
      ...new Set([
        ...(llm && llm.costUsd === undefined && llm.refused === undefined ? [llm.id] : []),
        ...called.flatMap(({ candidate, costUsd }) =>
          candidate !== undefined && costUsd === undefined ? [candidate] : [],
        ),
      ]),
    ],
  }
}

function forecastLlm(
  { id, staysHere, sees }: { id: string; staysHere: boolean; sees: string[] },
  profile: Profile,
  budget: Budget | undefined,
): ForecastLlm {
  const { planner, selection } = profile
  const does = [
    ...(planner === 'rules' ? [] : ['plan']),
    ...(selection === 'llm' ? ['choose models'] : []),
    'answer',
  ]
  const size = { seconds: 0, inputTokens: promptTokens, outputTokens: replyTokens }
  const pictures = { seconds: 0, inputTokens: sees.length * tokensPerPicture, outputTokens: 0 }
  const price = llmPriceOf(profile, { staysHere })
  const costUsd = price && does.length * priceOf(price, size) + priceOf(price, pictures)
  const refused = budget?.refuses(costUsd)
  return {
    id,
    leaves: !staysHere,
    does,
    sees,
    costUsd,
    refused,
  }
}

async function forecastStep(
  step: Step,
  {
    media,
    tools,
    routing,
    budget,
    signal,
  }: Pick<ForecastRequest, 'media' | 'tools' | 'routing' | 'signal'> & { budget: Budget | undefined },
): Promise<ForecastStep> {
  const references = referencesIn(step.input)
  const common = {
    id: step.id,
    tool: step.tool,
    repeated: references.some(({ path }) => path.includes('*')),
    media: Object.fromEntries(
      references.flatMap(({ root }) => {
        const file = Object.hasOwn(media, root) ? media[root] : undefined
        if (!file) return []
        const { name, mimeType, bytes } = file
        return [[root, { name, mimeType, bytes }]]
      }),
    ),
    isOwn: tools.get(step.tool)?.run !== undefined,
    standIns: [],
    results: [...new Set(references.flatMap(({ root }) => (Object.hasOwn(media, root) ? [] : [root])))],
  }
  const tool = tools.get(step.tool)
  if (!tool || tool.run)
    return {
      ...common,
      place: 'in this process',
      reason: tool ? 'a tool of your own' : 'it works on a list and needs no model',
      leaves: false,
    }
  const offered = await offeredCandidates(step, tool, routing, signal)
  if (!offered.ok) {
    if (signal.aborted) throw offered.error
    return { ...common, place: 'nowhere', reason: offered.error.message, leaves: false }
  }
  const routed = route(tool.id, knownInput(step, media), {
    ...routingFacts(tool, routing),
    ...offered.value,
    tooDear: budget && ((costUsd) => budget.refuses(costUsd)),
  })
  const first = routed.ok ? routed.value.ranked[0] : undefined
  if (!first)
    return {
      ...common,
      place: 'nowhere',
      reason: routed.ok ? 'there is no candidate' : routed.error.message,
      leaves: false,
    }
  budget?.hold(first.costUsd ?? 0)
  return {
    ...common,
    candidate: first.id,
    place: placeOf(first.candidate),
    reason: first.reason,
    leaves: !staysHere(first.candidate),
    standIns: standInsOf(routed.ok ? routed.value.ranked.slice(1) : []),
    costUsd: first.costUsd,
  }
}

const standInsOf = (ranked: readonly Ranked[]): ForecastStandIn[] =>
  ranked
    .map(({ id, candidate, costUsd }) => ({
      candidate: id,
      place: placeOf(candidate),
      leaves: !staysHere(candidate),
      costUsd,
    }))
    .filter(({ leaves, costUsd }) => leaves || costUsd !== 0)

/** The part of a step's input that is known before anything has run: literals and attached files. */
function knownInput(step: Step, media: Readonly<Record<string, Media>>): Record<string, unknown> {
  const known = (value: StepValue): unknown => {
    if (typeof value === 'string') {
      const reference = parseReference(value)
      if (!reference) return value
      return Object.hasOwn(media, reference.root) ? media[reference.root] : undefined
    }
    if (Array.isArray(value)) return value.map(known)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, known(part)]))
  }
  return Object.fromEntries(Object.entries(step.input).map(([name, value]) => [name, known(value)]))
}
