import { z } from 'zod'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import type { HubClient } from '../client.js'
import { hubUnreachable } from '../errors.js'
import type { ProviderFacts } from '../model-facts.js'
import type { HubSettings } from '../settings.js'

/** What the Hub says of a model today. */
export interface ModelState {
  /** Its name: another one than was asked for where it has moved. */
  name: string
  files: readonly { path: string; bytes: number }[]
  /** `model_type` of its `config.json`. */
  modelType: string | undefined
  /** As its page says: `apache-2.0`. */
  license: string | undefined
  gated: boolean
  providers: readonly ProviderFacts[]
}

const infoSchema = z.object({
  name: z.string(),
  gated: z.union([z.boolean(), z.string()]).catch(false).transform(Boolean),
  tags: z.array(z.string()).catch([]),
  config: z
    .object({ model_type: z.string().optional().catch(undefined) })
    .nullish()
    .catch(undefined),
  inferenceProviderMapping: z
    .array(z.object({ provider: z.string(), status: z.string(), task: z.string() }))
    .catch([]),
})

/**
 * Asks the Hub about a model, in two requests where its files are wanted and in one otherwise. Nothing is remembered.
 * @throws SwitchyardError `MODEL_UNAVAILABLE` with `details.reason` (see `HubTrouble`), `CANCELLED`
 */
export async function readModelState(
  { model, revision, withFiles }: { model: string; revision: string; withFiles: boolean },
  { hub, client, signal }: { hub: HubSettings; client: HubClient; signal: AbortSignal },
): Promise<ModelState> {
  const { modelInfo } = await import('@huggingface/hub')
  try {
    const [info, repo] = await Promise.all([
      modelInfo({
        name: model,
        revision,
        hubUrl: hub.endpoint,
        additionalFields: ['config', 'tags', 'inferenceProviderMapping'],
        fetch: client.fetchFor({ model, revision }, signal),
      }).then((answer) => infoSchema.parse(answer)),
      withFiles ? client.repoInfo(model, revision, signal) : undefined,
    ])
    const licenseTag = info.tags.find((tag) => tag.startsWith('license:'))
    return {
      name: info.name,
      files: repo?.files ?? [],
      modelType: info.config?.model_type ?? repo?.modelType,
      license: licenseTag?.slice('license:'.length),
      gated: info.gated,
      providers: info.inferenceProviderMapping,
    }
  } catch (error) {
    if (signal.aborted) throw cancelledError(signal)
    if (error instanceof SwitchyardError) throw error
    throw hubUnreachable(model, hub, new Error('its reply is not that of a model hub', { cause: error }))
  }
}
