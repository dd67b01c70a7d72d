import { z } from 'zod'
import { cancelledError, SwitchyardError } from '../core/errors.js'
import type { HubClient } from './client.js'
import { hubUnreachable } from './errors.js'
import type { HubSettings } from './settings.js'

export interface SearchOptions {
  /** In the name. */
  words?: string | undefined
  /** The Hub's task. */
  task?: string | undefined
  /** Only models that transformers.js can load. */
  local?: boolean | undefined
  /** Only models that an Inference Provider serves. */
  remote?: boolean | undefined
  /** Most models. */
  limit: number
  signal: AbortSignal
}

const foundSchema = z.object({
  name: z.string(),
  task: z.string().optional(),
  downloads: z.number().catch(0),
  likes: z.number().catch(0),
  gated: z.union([z.boolean(), z.string()]).catch(false).transform(Boolean),
  tags: z.array(z.string()).catch([]),
  inferenceProviderMapping: z.array(z.object({ provider: z.string(), status: z.string() })).catch([]),
})

/** A model that the search found. */
export interface FoundModel {
  model: string
  task: string | undefined
  downloads: number
  likes: number
  gated: boolean
  /** Whether it says that it is in the form of transformers.js. */
  local: boolean
  /** Inference Providers that serve it. */
  providers: string[]
}

/**
 * Searches the Hub, the most downloaded first.
 * @throws SwitchyardError `MODEL_UNAVAILABLE` when the Hub can't be asked, `CANCELLED`
 */
export async function searchModels(
  { hub, client }: { hub: HubSettings; client: HubClient },
  { words, task, local, remote, limit, signal }: SearchOptions,
): Promise<FoundModel[]> {
  const { listModels } = await import('@huggingface/hub')
  // The library knows the Hub's tasks as a list; a new one must not be refused here.
  const search: Record<string, unknown> = {
    ...(words && { query: words }),
    ...(task && { task }),
    ...(local && { tags: ['transformers.js'] }),
    ...(remote && { inferenceProviders: ['all'] }),
  }
  const found: FoundModel[] = []
  try {
    const models = listModels({
      search,
      sort: 'downloads',
      limit,
      hubUrl: hub.endpoint,
      additionalFields: ['tags', 'inferenceProviderMapping'],
      fetch: client.fetchFor({}, signal),
    })
    for await (const one of models) {
      const { name: model, tags, inferenceProviderMapping, ...rest } = foundSchema.parse(one)
      const live = inferenceProviderMapping.filter(({ status }) => status === 'live')
      found.push({
        model,
        ...rest,
        task: rest.task,
        local: tags.includes('transformers.js'),
        providers: live.map(({ provider }) => provider),
      })
    }
    return found
  } catch (error) {
    if (signal.aborted) throw cancelledError(signal)
    if (error instanceof SwitchyardError) throw error
    throw hubUnreachable(undefined, hub, new Error('its reply is not that of a model hub', { cause: error }))
  }
}
