import { readLocalSettings, thisMachine } from '../../backends/local/local-settings.js'
import { type Candidate, candidateId, candidateSchema } from '../../config/candidate.js'
import type { Profile } from '../../config/profile.js'
import type { Env } from '../../core/env.js'
import { messageOf, type SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import { parseModelId } from '../../core/model-id.js'
import { err, ok, type Result } from '../../core/result.js'
import { createHubClient, type HubClientOptions } from '../../hub/client.js'
import { createHubFacts } from '../../hub/facts.js'
import { createReplyCache, type ReplyCacheOptions } from '../../hub/reply-cache.js'
import { searchModels } from '../../hub/search.js'
import { readHubSettings } from '../../hub/settings.js'
import { localAdapterFor, localWays } from '../../tools/local/local-adapter-for.js'
import { taskFits } from '../../tools/task-fit.js'
import type { AnyTool } from '../../tools/tool.js'
import type { Rejection } from '../route.js'
import { fitLocally, type LocalMisfit } from './local-fit.js'
import type { OpenModels, ResolvedModel } from './open-models.js'
import { fitRemotely } from './remote-fit.js'

export interface OpenModelsOptions extends ReplyCacheOptions {
  profile: Pick<Profile, 'privacy' | 'preference' | 'backends' | 'sources' | 'downloads' | 'local'>
  env: Env
  /** Whether there is a token for Hugging Face's servers. */
  hasToken: boolean
  /** For tests: time limits. */
  timeouts?: Pick<HubClientOptions, 'answerTimeoutMs'> | undefined
}

/** Finds out what the Hub's models can do, and remembers it: as long as this lives, and shortly on disk. */
export function createOpenModels(options: OpenModelsOptions): OpenModels {
  const { profile, env, hasToken, timeouts = {}, ...cache } = options
  const hub = readHubSettings(env)
  const client = createHubClient({ hub, env, ...timeouts })
  const facts = createHubFacts({ hub, client, cache: createReplyCache(cache) })
  const resolved = new Map<string, ResolvedModel>()

  async function resolve(id: string, tool: AnyTool, signal: AbortSignal): Promise<ResolvedModel> {
    const { model = id, revision = 'main' } = parseModelId(id) ?? {}
    const here = localAdapterFor(tool, {}) && (await fitHere(model, revision, tool, signal))
    const asking = tool.remote && fitThere(model, revision, tool, signal)
    const there = await asking?.catch((error: unknown) => {
      // One way to run it is enough.
      if (here?.ok && !signal.aborted)
        return reject(remotely(model, revision), `can't be looked up: ${messageOf(error)}`)
      throw error
    })
    const fits = [here, there].flatMap((fit) => (fit?.ok ? [fit.value] : []))
    const rejected = [here, there].flatMap((fit) => (fit && !fit.ok ? [fit.error] : []))
    if (!localAdapterFor(tool, {}) && !tool.remote)
      rejected.push({ candidate: model, reason: `can't be used: ${tool.id} runs on no model` })
    return { candidates: fits, rejected }
  }

  async function fitHere(
    model: string,
    revision: string,
    tool: AnyTool,
    signal: AbortSignal,
  ): Promise<Result<Candidate, Rejection>> {
    const plain = candidateSchema.parse({ backend: 'local', model, revision })
    // The router refuses it in any case, in its own words, so the Hub is not asked.
    if (!profile.backends.includes('local') || !profile.sources.includes('hub')) return ok(plain)
    const { device } = profile.local
    const needs = {
      tool: tool.id,
      modelsOf: tool.modelsOf,
      pipeline: localAdapterFor(tool, {})?.pipeline ?? tool.id,
      ways: localWays(tool),
      revision,
      preference: profile.preference,
      device,
      memoryBytes: readLocalSettings(profile.local, device, thisMachine()).memoryBytes,
    }
    const onDisk = await facts.onDisk(model, revision)
    const there = onDisk && fitLocally(onDisk, needs)
    if (there?.ok) return there
    if (!profile.downloads || hub.offline) return ok(plain)

    const about = await facts.about(model, revision, signal)
    const fit = fitLocally({ model, ...about, files: await facts.files(model, revision, signal) }, needs)
    if (fit.ok && about.gated && !hub.token)
      return reject(plain, 'is gated: accept its terms on its page at the Hub, and set HF_TOKEN')
    if (fit.ok) return fit
    return reject(plain, `${fit.error.reason}${await advice(fit.error, model, tool, signal)}`)
  }

  async function fitThere(
    model: string,
    revision: string,
    tool: AnyTool,
    signal: AbortSignal,
  ): Promise<Result<Candidate, Rejection>> {
    const plain = remotely(model, revision)
    const { privacy, backends } = profile
    if (privacy === 'local' || !backends.includes('hugging-face') || !hasToken || hub.offline)
      return ok(plain)
    const { providers } = await facts.about(model, revision, signal)
    const fit = fitRemotely({ model, revision, providers }, tool)
    return fit.ok ? fit : reject(plain, fit.error)
  }

  /** Where the same model may be found in the form that transformers.js reads. */
  async function advice(
    { noWeights }: LocalMisfit,
    model: string,
    tool: AnyTool,
    signal: AbortSignal,
  ): Promise<string> {
    if (!noWeights) return ''
    const words = model.split('/')[1]
    const found = await searchModels({ hub, client }, { words, local: true, limit: 10, signal }).catch(
      () => [],
    )
    const others = found.filter((one) => one.model !== model && taskFits(one.task, tool)).slice(0, 3)
    if (others.length > 0) return `; try ${others.map((one) => one.model).join(' or ')}`
    return `; find one that has with \`switchyard models search --task ${tool.id} --local\``
  }

  return {
    async resolve(id, tool, { signal }): Promise<Result<ResolvedModel, SwitchyardError>> {
      const key = `${tool.id} ${id}`
      try {
        const known = resolved.get(key) ?? (await resolve(id, tool, signal))
        resolved.set(key, known)
        return ok(known)
      } catch (error) {
        return err(toSwitchyardError(error))
      }
    },
    async taskOf(id, { signal }) {
      const { model, revision = 'main' } = parseModelId(id) ?? {}
      if (model === undefined || !profile.downloads || hub.offline) return undefined
      try {
        return (await facts.about(model, revision, signal)).pipelineTag
      } catch {
        // The step that runs on it reports what is wrong.
        return undefined
      }
    },
    close: () => client.close(),
  }
}

const remotely = (model: string, revision: string) =>
  candidateSchema.parse({ backend: 'hugging-face', model, revision })

function reject(candidate: Candidate, reason: string): Result<never, Rejection> {
  return err({ candidate: candidateId(candidate), reason })
}
