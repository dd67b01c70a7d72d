import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { cancelledError, SwitchyardError } from '../core/errors.js'
import { findSnapshot, modelFolder } from './cache.js'
import type { HubClient } from './client.js'
import { hubUnreachable } from './errors.js'
import type { ModelFacts, ProviderFacts } from './model-facts.js'
import { isRegularFile } from './regular-file.js'
import type { ReplyCache } from './reply-cache.js'
import type { HubSettings } from './settings.js'

const text = z.string().optional().catch(undefined)
const infoSchema = z.object({
  name: z.string(),
  task: text,
  gated: z.union([z.boolean(), z.string()]).catch(false),
  config: z.object({ model_type: text }).nullish().catch(undefined),
  inferenceProviderMapping: z
    .array(z.object({ provider: z.string(), status: z.string(), task: z.string() }))
    .optional()
    .catch(undefined),
})

export interface HubFactsOptions {
  hub: HubSettings
  client: HubClient
  cache: ReplyCache
}

export type HubFacts = ReturnType<typeof createHubFacts>

/** Asks the Hub about models, through `@huggingface/hub`, and looks at the ones on disk. */
export function createHubFacts({ hub, client, cache }: HubFactsOptions) {
  const library = () => import('@huggingface/hub')

  /** @throws SwitchyardError `MODEL_UNAVAILABLE`, `CANCELLED` */
  async function askOnce<T>(
    model: string | undefined,
    signal: AbortSignal,
    ask: () => Promise<T>,
  ): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      if (signal.aborted) throw cancelledError(signal)
      if (error instanceof SwitchyardError) throw error
      throw hubUnreachable(model, hub, new Error('its reply is not that of a model hub', { cause: error }))
    }
  }

  return {
    /** What the Hub says of a model, without its files. */
    about: (model: string, revision: string, signal: AbortSignal) =>
      askOnce(model, signal, async () => {
        const { modelInfo } = await library()
        const info = infoSchema.parse(
          await modelInfo({
            name: model,
            revision,
            hubUrl: hub.endpoint,
            additionalFields: ['config', 'inferenceProviderMapping'],
            fetch: cache.over(client.fetchFor({ model, revision }, signal)),
          }),
        )
        const providers: readonly ProviderFacts[] = info.inferenceProviderMapping ?? []
        const { task: pipelineTag, config } = info
        return { pipelineTag, modelType: config?.model_type, gated: Boolean(info.gated), providers }
      }),

    /** The files of a model at the Hub. */
    files: (model: string, revision: string, signal: AbortSignal) =>
      askOnce(model, signal, async () => {
        const { listFiles } = await library()
        const files: ModelFacts['files'][number][] = []
        const entries = listFiles({
          repo: model,
          // The library encodes it elsewhere, but not here.
          revision: encodeURIComponent(revision),
          recursive: true,
          hubUrl: hub.endpoint,
          fetch: cache.over(client.fetchFor({ model, revision }, signal)),
        })
        for await (const { type, path, size } of entries)
          if (type === 'file') files.push({ path, bytes: size })
        return files
      }),

    /** A model in the cache folder, however much of it; undefined when nothing of it is there. */
    async onDisk(model: string, revision: string): Promise<ModelFacts | undefined> {
      const snapshot = findSnapshot(modelFolder(hub.cacheDir, model), revision)
      if (!snapshot) return undefined
      const { path: folder } = snapshot
      const files = await Promise.all(
        snapshot.files.map(async (path) => ({
          path,
          bytes: (await stat(join(folder, path)).catch(() => undefined))?.size ?? 0,
        })),
      )
      const configFile = join(folder, 'config.json')
      const config = await (isRegularFile(configFile) ? readFile(configFile, 'utf8') : Promise.resolve('{}'))
        .then(JSON.parse)
        .catch(() => ({}))
      const modelType = z.object({ model_type: text }).safeParse(config).data?.model_type
      return { model, files, pipelineTag: undefined, modelType, gated: false }
    },
  }
}
