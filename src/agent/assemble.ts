import { join } from 'node:path'
import { createFallbackResponder } from '../answer/choose-responder.js'
import { createLlmResponder } from '../answer/llm-responder.js'
import type { Responder } from '../answer/responder.js'
import { createTemplateResponder } from '../answer/template-responder.js'
import type { Entailment } from '../answer/verify/entailment.js'
import { createLocalEntailment } from '../answer/verify/local-entailment.js'
import type { Backend } from '../backends/backend.js'
import { createHuggingFaceBackend } from '../backends/hugging-face/hugging-face-backend.js'
import { createLocalBackend, type LocalBackend } from '../backends/local/local-backend.js'
import { withRateLimit } from '../backends/rate-limit.js'
import { takesSource } from '../config/candidate.js'
import { type Dirs, dirsFrom } from '../config/dirs.js'
import { loadProfile } from '../config/load-profile.js'
import { packageRoot } from '../config/package-root.js'
import type { Profile } from '../config/profile.js'
import { systemClock } from '../core/clock.js'
import type { SwitchyardError } from '../core/errors.js'
import type { Result } from '../core/result.js'
import type { Executor } from '../executors/executor.js'
import { createInlineExecutor } from '../executors/inline.js'
import { type FeedbackStore, openFeedbackStore } from '../feedback/feedback-store.js'
import { createLlmBackend } from '../llm/backend/llm-backend.js'
import { chooseModel } from '../llm/choose-model.js'
import type { ReadPicture } from '../llm/clients/langchain-messages.js'
import type { LanguageModel } from '../llm/language-model.js'
import { createIngest, type Ingest } from '../media/ingest.js'
import type { Media } from '../media/media.js'
import { maxTextCharacters, readText } from '../media/read-text.js'
import { createMediaReader, type MediaReader } from '../media/reader/media-reader.js'
import { openShare } from '../media/share/open-share.js'
import type { MediaShare } from '../media/share/share.js'
import { createSharedStore } from '../media/share/shared-store.js'
import { type MediaStore, openMediaStore } from '../media/store/store.js'
import { createFallbackPlanner, withReason } from '../planner/choose-planner.js'
import type { LlmPlannerOptions } from '../planner/llm/llm-planner.js'
import { choosePlanner } from '../planner/llm/model-strength.js'
import type { Planner } from '../planner/planner.js'
import { rememberPlans } from '../planner/remember-plans.js'
import { rememberRulePlans } from '../planner/remember-rule-plans.js'
import { createRulePlanner } from '../planner/rules/rule-planner.js'
import { allowsTool } from '../routing/allows-tool.js'
import { openCandidateMemory } from '../routing/candidate-memory.js'
import { type Catalog, loadCatalog } from '../routing/catalog.js'
import { createCircuitBreaker } from '../routing/circuit-breaker.js'
import { createLlmCandidate, withLlm } from '../routing/llm-candidate.js'
import { createOpenModels } from '../routing/open-models/hub-open-models.js'
import type { OpenModels } from '../routing/open-models/open-models.js'
import type { RoutingServices } from '../routing/routing-facts.js'
import { llmPriceOf } from '../spending/run-spending.js'
import { createRegistry, loadBuiltInTools, type Registry } from '../tools/registry.js'
import type { AnyTool } from '../tools/tool.js'
import type { AgentOptions } from './options.js'
import { traceBackend } from './tracing.js'

/** Everything an agent is made of, one field for each arrow of the way through. */
export interface AgentParts {
  profile: Profile
  dirs: Dirs
  store: MediaStore
  /** Where other machines find this one's media; undefined when `media.share` is `none`. */
  share: MediaShare | undefined
  ingest: Ingest
  /** The processes in which files are probed and decoded. */
  reader: MediaReader
  registry: Registry
  catalog: Catalog
  /** Models of the Hub that no catalogue lists. */
  openModels: OpenModels
  local: LocalBackend
  /** What routes are decided with, to explain them. */
  routing: RoutingServices
  /** Hugging Face's Inference Providers, and endpoints of one's own. */
  huggingFace: Backend
  /** The LLM as a place where tools run that look at pictures; undefined where it doesn't see. */
  llmBackend?: Backend | undefined
  /** Whether there is a token for Hugging Face's servers. */
  hasToken: boolean
  planner: Planner
  /** Plans without an LLM, whatever the profile says. */
  rulePlanner: Planner
  executor: Executor
  responder: Responder
  /** What people said of answers and steps; the router takes it into account. */
  feedback: FeedbackStore
  /** Which LLM plans and answers, or why there is none: one sentence for people. */
  llm: {
    id: string | undefined
    reason: string
    /** With `auto`: what was looked at, in order, a line each. */
    looked?: readonly string[] | undefined
    /** Without one: what to do to have it. One sentence or two for people. */
    nextMove?: string | undefined
    /** The server that it is asked at, where that is one's own. */
    endpoint?: string | undefined
    model?: LanguageModel | undefined
    /** Whether what it is told stays on this machine. */
    staysHere: boolean
    /** Whether it is shown the pictures of a request when it answers. */
    seesPictures: boolean
  }
  readText(media: Media): Promise<string>
  close(): Promise<void>
}

/** Who plans: the rules, or the LLM with the rules behind it. */
async function plannerFor(
  model: LanguageModel,
  {
    profile,
    rules,
    limits,
    measured,
  }: {
    profile: Profile
    rules: Planner
    limits: Omit<LlmPlannerOptions, 'model'>
    measured: (model: string) => Promise<'llm' | 'rules' | undefined>
  },
): Promise<Planner> {
  if (profile.planner === 'rules') return rules
  // Where there is no LLM, its planner is not read either.
  const { createLlmPlanner } = await import('../planner/llm/llm-planner.js')
  const alone = createLlmPlanner({ model, ...limits })
  const llm = createFallbackPlanner(profile.rememberPlans ? rememberPlans(alone, limits) : alone, rules)
  if (profile.planner === 'llm') return llm
  const { by, reason } = choosePlanner(model.id, await measured(model.id))
  return by === 'llm' ? llm : withReason(rules, reason)
}

/** Builds the parts from the options: settings, stores, tools, backends, planner, executor, responder. */
export async function assembleParts(options: AgentOptions): Promise<AgentParts> {
  const env = options.env ?? process.env
  const profile = orThrow(await loadProfile({ ...options, env }))
  const dirs = dirsFrom(env)

  const registry = orThrow(createRegistry([...(await loadBuiltInTools()), ...(options.tools ?? [])]))
  const knownTools = registry.list().map((tool) => tool.id)
  const catalogFiles = [join(packageRoot, 'config/catalog.yaml'), ...profile.catalogs]
  const listed = orThrow(await loadCatalog(catalogFiles, { knownTools }))
  const files = await openMediaStore({ dir: dirs.media, maxBytes: profile.media.storeBytes })
  const share = openShare(profile.media, env)
  const store = share ? createSharedStore({ local: files, share, maxBytes: profile.media.maxBytes }) : files
  const reader = createMediaReader({ limits: profile.media })
  const ingest = createIngest({ store, limits: profile.media, reader })
  const local = await createLocalBackend({ profile, mediaDir: dirs.media, env })
  const showPictures = profile.llmSees === 'auto'
  const readPicture: ReadPicture = async ({ digest }, { signal }) =>
    reader.pictureDataUrl(await store.path(digest), { signal })
  const llm = orThrow(
    await chooseModel(options.llm ?? profile.llm, {
      env,
      privacy: profile.privacy,
      local,
      readPicture: showPictures ? readPicture : undefined,
      servers: profile.llmServers,
      takes: profile.llmTakes,
    }),
  )
  const seeing = llm.model?.sees === true ? llm.model : undefined
  const price = llmPriceOf(profile, { staysHere: llm.staysHere })
  const catalog = seeing
    ? withLlm(listed, {
        candidate: createLlmCandidate({ id: seeing.id, endpoint: llm.endpoint, price }),
        tools: registry.list(),
      })
    : listed
  const llmBackend = seeing && createLlmBackend({ model: seeing, concurrency: profile.remote.concurrency })
  const huggingFace = withRateLimit(createHuggingFaceBackend({ profile, store, ingest, reader, env }), {
    limits: profile.remote.rateLimits,
  })
  const hasToken = Boolean(env.HF_TOKEN)
  // Its library is large, and idle where nothing is kept.
  const cache = profile.steps.cache
    ? await (await import('../executors/step-cache.js')).openStepCache({
        dir: dirs.steps,
        maxBytes: profile.steps.cacheBytes,
        hasMedia: (digest) => store.has(digest),
      })
    : undefined
  const openModels = createOpenModels({ profile, env, hasToken, dir: join(dirs.cache, 'hub') })
  const memory = await openCandidateMemory({ file: dirs.measures })
  const feedback = await openFeedbackStore({ file: dirs.feedback })
  const routing = {
    catalog,
    openModels,
    profile,
    backends: [local, huggingFace, ...(llmBackend ? [llmBackend] : [])].map(traceBackend),
    hasToken,
    memory,
    judgements: feedback,
    breaker: createCircuitBreaker({ clock: systemClock }),
  }
  const executor = createInlineExecutor({
    ...routing,
    registry,
    selectWith: llm.model,
    cache,
  })

  const allows = (tool: AnyTool, question?: string) => allowsTool(tool, { catalog, profile }, question)
  const maxSteps = profile.steps.max
  const ruled = createRulePlanner({ maxSteps, taskOf: openModels.taskOf, allows })
  const rules = profile.rememberPlans ? rememberRulePlans(ruled) : ruled
  const measured = async (model: string) => {
    const { recallComparison } = await import('../eval/compare-planners.js')
    return (await recallComparison({ model, tools: registry.list(), file: dirs.planners }))?.better
  }
  const template = createTemplateResponder({ howToHaveLlm: llm.nextMove })
  const planner = llm.model
    ? await plannerFor(llm.model, { profile, rules, limits: { maxSteps, allows }, measured })
    : rules
  const entailing = registry.list().find(({ judgesEntailment }) => judgesEntailment)
  const entails =
    entailing &&
    createLocalEntailment({
      local,
      tool: entailing,
      candidates: listed
        .candidates(entailing.id)
        .filter(
          (candidate) =>
            profile.backends.includes(candidate.backend) && takesSource(profile.sources, candidate),
        ),
    })
  const responder = llm.model
    ? createFallbackResponder(await llmResponder(llm.model, { showPictures, profile, entails }), template)
    : template

  return {
    profile,
    dirs,
    store,
    share,
    ingest,
    reader,
    registry,
    catalog,
    openModels,
    local,
    routing,
    huggingFace,
    llmBackend,
    hasToken,
    planner,
    rulePlanner: rules,
    executor,
    responder,
    feedback,
    llm: {
      id: llm.model?.id,
      reason: llm.reason,
      looked: llm.looked,
      nextMove: llm.nextMove,
      endpoint: llm.endpoint,
      model: llm.model,
      staysHere: llm.staysHere,
      seesPictures: showPictures && llm.model?.sees === true,
    },
    readText: async (media) => readText(await store.path(media.digest), { maxCharacters: maxTextCharacters }),
    close: async () => {
      await executor.close()
      await Promise.all([
        local.close(),
        huggingFace.close(),
        openModels.close(),
        reader.close(),
        llmBackend?.close(),
      ])
      share?.close()
      await memory.close()
    },
  }
}

async function llmResponder(
  model: LanguageModel,
  {
    showPictures,
    profile: { verify },
    entails,
  }: { showPictures: boolean; profile: Profile; entails: Entailment | undefined },
): Promise<Responder> {
  const responder = createLlmResponder({ model, showPictures })
  if (verify === 'off') return responder
  const { createVerifyingResponder } = await import('../answer/verify/verifying-responder.js')
  const seesPictures = showPictures && model.sees === true
  return createVerifyingResponder(responder, { mode: verify, seesPictures, entails })
}

function orThrow<T>(result: Result<T, SwitchyardError>): T {
  if (!result.ok) throw result.error
  return result.value
}
