import { z } from 'zod'
import { formatDtype } from '../../../config/format-dtype.js'
import { SwitchyardError } from '../../../core/errors.js'
import { firstLine } from '../../../core/first-line.js'
import type { Pipe } from '../../../tools/local-adapter.js'
import { describeMending } from '../describe-mending.js'
import type { ModelSpec } from '../protocol.js'
import { provideCachePositions } from './cache-position.js'
import { findMissingPart } from './find-missing-part.js'
import { isTaskInParts, loadParts } from './load-parts.js'
import { limitSessionThreads } from './onnx-runtime.js'

/** The pipelines a host has loaded. */
export interface Pipelines {
  has(key: string): boolean
  /** Loads once for all who ask at the same time; a failure is not remembered. @throws SwitchyardError `MODEL_BROKEN` */
  load(spec: ModelSpec): Promise<Pipe>
  /** Frees the models' memory. Unknown keys are ignored. */
  unload(keys: readonly string[]): Promise<void>
}

const pipeSchema = z.custom<Pipe>((value) => typeof value === 'function')

/** Loads with transformers.js, from folders only: it never touches the network, nor writes a cache of its own. */
export function createPipelines({ device, threads }: { device: string; threads: number }): Pipelines {
  const loaded = new Map<string, Promise<Pipe>>()
  limitSessionThreads(threads)

  async function load(spec: ModelSpec): Promise<Pipe> {
    const { pipeline, env } = await import('@huggingface/transformers')
    env.allowRemoteModels = false
    env.useFSCache = false
    env.useBrowserCache = false
    const options = {
      dtype: spec.dtype,
      device,
      local_files_only: true,
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential' },
    }
    try {
      // Called by reflection: its types take only literal task ids, and every task has another result type.
      const pipe = isTaskInParts(spec.pipeline)
        ? await loadParts(spec.pipeline, spec.path, options)
        : pipeSchema.parse(await Reflect.apply(pipeline, undefined, [spec.pipeline, spec.path, options]))
      const missing = findMissingPart(spec.pipeline, pipe)
      if (missing === undefined) {
        provideCachePositions(pipe.model)
        return pipe
      }
      await pipe.dispose()
      throw new Error(`${missing} is missing or can't be used`)
    } catch (error) {
      throw brokenModel(spec, error)
    }
  }

  return {
    has: (key) => loaded.has(key),
    load(spec) {
      const known = loaded.get(spec.key)
      if (known) return known
      const loading = load(spec)
      loaded.set(spec.key, loading)
      loading.catch(() => loaded.delete(spec.key))
      return loading
    },
    async unload(keys) {
      for (const key of keys) {
        const pipe = loaded.get(key)
        loaded.delete(key)
        await pipe?.then((ready) => ready.dispose())
      }
    },
  }
}

function brokenModel(spec: ModelSpec, error: unknown): SwitchyardError {
  const { name, pipeline, path, dtype } = spec
  const reason = firstLine(error)
  const next = reason.startsWith('Unsupported model type')
    ? "It doesn't fit the task: choose another model in the catalogue."
    : `Its files may be damaged or incomplete: ${describeMending(spec)}.`
  return new SwitchyardError(
    'MODEL_BROKEN',
    `The model ${name} (${formatDtype(dtype)}) can't be loaded for ${pipeline}: ${reason}. ${next}`,
    { details: { model: name, dtype, path }, cause: error },
  )
}
