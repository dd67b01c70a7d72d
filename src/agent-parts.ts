import { join } from 'node:path'
import type { AgentOptions } from './agent-options.js'
import { createFallbackResponder } from './answer/choose-responder.js'
import { createLlmResponder } from './answer/llm-responder.js'
import type { Responder } from './answer/responder.js'
import { createTemplateResponder } from './answer/template-responder.js'
import { createLocalBackend, type LocalBackend } from './backends/local/local-backend.js'
import { type Dirs, dirsFrom } from './config/dirs.js'
import { loadProfile, packageRoot } from './config/load-profile.js'
import type { Profile } from './config/profile.js'
import type { SwitchyardError } from './errors.js'
import type { Executor } from './executors/executor.js'
import { createInlineExecutor } from './executors/inline.js'
import { openStepCache } from './executors/step-cache.js'
import { chooseModel } from './llm/choose-model.js'
import { createIngest, type Ingest } from './media/ingest.js'
import type { Media } from './media/media.js'
import { openShare } from './media/open-share.js'
import { readText } from './media/read-text.js'
import type { MediaShare } from './media/share.js'
import { createSharedStore } from './media/shared-store.js'
import { type MediaStore, openMediaStore } from './media/store.js'
import { createFallbackPlanner } from './planner/choose-planner.js'
import { createLlmPlanner } from './planner/llm-planner.js'
import type { Planner } from './planner/planner.js'
import { createRulePlanner } from './planner/rule-planner.js'
import type { Result } from './result.js'
import { type Catalog, loadCatalog } from './tools/catalog.js'
import { createRegistry, loadBuiltInTools, type Registry } from './tools/registry.js'

/** Everything an agent is made of, one field for each arrow of the way through. */
export interface AgentParts {
  profile: Profile
  dirs: Dirs
  store: MediaStore
  /** Where other machines find this one's media; undefined when `media.share` is `none`. */
  share: MediaShare | undefined
  ingest: Ingest
  registry: Registry
  catalog: Catalog
  local: LocalBackend
  planner: Planner
  executor: Executor
  responder: Responder
  /** Which LLM plans and answers, or why there is none: one sentence for people. */
  llm: { id: string | undefined; reason: string }
  readText(media: Media): Promise<string>
  close(): Promise<void>
}

/** Most characters of a text file that a step reads. */
const maxCharacters = 200_000

/** Builds the parts from the options: settings, stores, tools, backends, planner, executor, responder. */
export async function assemble(options: AgentOptions): Promise<AgentParts> {
  const env = options.env ?? process.env
  const profile = orThrow(await loadProfile({ ...options, env }))
  const dirs = dirsFrom(env)

  const registry = orThrow(createRegistry([...(await loadBuiltInTools()), ...(options.tools ?? [])]))
  const knownTools = registry.list().map((tool) => tool.id)
  const catalogFiles = [join(packageRoot, 'config/catalog.yaml'), ...profile.catalogs]
  const catalog = orThrow(await loadCatalog(catalogFiles, { knownTools }))
  const llm = orThrow(await chooseModel(options.llm ?? profile.llm, { env, privacy: profile.privacy }))

  const files = await openMediaStore({ dir: dirs.media, maxBytes: profile.media.storeBytes })
  const share = openShare(profile.media, env)
  const store = share ? createSharedStore({ local: files, share, maxBytes: profile.media.maxBytes }) : files
  const ingest = createIngest({ store, limits: profile.media })
  const local = await createLocalBackend({ profile, mediaDir: dirs.media, env })
  const cache = profile.steps.cache
    ? await openStepCache({
        dir: dirs.steps,
        maxBytes: profile.steps.cacheBytes,
        hasMedia: (digest) => store.has(digest),
      })
    : undefined
  const executor = createInlineExecutor({
    registry,
    catalog,
    profile,
    backends: [local],
    hasToken: Boolean(env.HF_TOKEN),
    ...(cache && { cache }),
  })

  const rules = createRulePlanner({ maxSteps: profile.steps.max })
  const template = createTemplateResponder()
  const planner =
    llm.model && profile.planner !== 'rules'
      ? createFallbackPlanner(createLlmPlanner({ model: llm.model, maxSteps: profile.steps.max }), rules)
      : rules
  const responder = llm.model
    ? createFallbackResponder(createLlmResponder({ model: llm.model }), template)
    : template

  return {
    profile,
    dirs,
    store,
    share,
    ingest,
    registry,
    catalog,
    local,
    planner,
    executor,
    responder,
    llm: { id: llm.model?.id, reason: llm.reason },
    readText: async (media) => readText(await store.path(media.digest), { maxCharacters }),
    close: async () => {
      await executor.close()
      await local.close()
      share?.close()
    },
  }
}

function orThrow<T>(result: Result<T, SwitchyardError>): T {
  if (!result.ok) throw result.error
  return result.value
}
