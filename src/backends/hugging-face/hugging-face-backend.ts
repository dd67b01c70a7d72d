import type { InferenceProviderOrPolicy } from '@huggingface/inference'
import type { Candidate } from '../../config/candidate.js'
import { staysHere } from '../../config/endpoint.js'
import type { Profile } from '../../config/profile.js'
import { withLinkedSignals } from '../../core/abort.js'
import { type Clock, systemClock } from '../../core/clock.js'
import type { Env } from '../../core/env.js'
import { SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import { createLimit, type Limit } from '../../core/flow/limit.js'
import { retry } from '../../core/flow/retry.js'
import { err, ok } from '../../core/result.js'
import { createAgents } from '../../http/proxy-agents.js'
import type { Ingest } from '../../media/ingest.js'
import { createMediaReader, type MediaReader } from '../../media/reader/media-reader.js'
import type { MediaStore } from '../../media/store/store.js'
import type { RemoteTarget } from '../../tools/remote-adapter.js'
import type { Backend, BackendCall, BackendProgress } from '../backend.js'
import { createMediaAccess } from './remote-context.js'
import { readRemoteSettings } from './remote-settings.js'
import { addUsed, type Used } from './reply-usage.js'
import { withFetch } from './scoped-fetch.js'

export interface HuggingFaceBackendOptions {
  profile: Pick<Profile, 'media' | 'remote'>
  store: MediaStore
  /** Takes results in: sniffed, measured, within the profile's limits. */
  ingest: Ingest
  /** What looks into files that providers sent. Default: one of its own. */
  reader?: MediaReader | undefined
  /** Where `HF_TOKEN`, `HF_ENDPOINT` and `HF_INFERENCE_ENDPOINT` are read from, once. Default: `process.env`. */
  env?: Env | undefined
  /** Waits while a model is loading. Default: the system's. */
  clock?: Clock | undefined
}

interface CallOptions {
  signal: AbortSignal
  onProgress: (progress: BackendProgress) => void
  onUsed: (used: Used) => void
}

const shortestLoadMs = 1000
const longestLoadMs = 30_000

/**
 * Runs tools at Hugging Face's Inference Providers or at endpoints of one's own. Nothing is opened before the first call.
 * Every failure is a value; what is transient is retried by the caller, and a model that is loading is waited for here, as
 * long as the signal allows.
 * @throws SwitchyardError `INVALID_CONFIG` when an address in the environment is no URL
 */
export function createHuggingFaceBackend(options: HuggingFaceBackendOptions): Backend {
  const {
    profile,
    store,
    ingest,
    reader = createMediaReader({ limits: profile.media }),
    env = process.env,
    clock = systemClock,
  } = options
  const settings = readRemoteSettings(env)
  /** By provider or endpoint. */
  const limits = new Map<string, Limit>()
  const running = new Set<AbortController>()
  let closed = false
  // Connections of the backend's own, so that closing it closes them.
  const agents = createAgents()

  /** One try of the adapter, with a client of its own: the client is nothing but its arguments. */
  async function attempt(
    { tool, candidate, input }: BackendCall,
    { signal, onProgress, onUsed }: CallOptions,
  ) {
    const { InferenceClient, PROVIDERS_OR_POLICIES } = await loadClient()
    const adapter = tool.remote
    if (!adapter)
      throw new SwitchyardError(
        'INVALID_CONFIG',
        `${candidate.model} ${noAdapter(tool.id)}. Name a local model for it in the catalogue.`,
      )
    const { createProviderFetch, placeholderToken } = await import('./provider-fetch.js')
    const fetch = createProviderFetch({
      settings,
      candidate,
      limits: profile.media,
      agents,
      onUsed,
      signal,
    })
    const client = new InferenceClient(placeholderToken, {
      fetch,
      signal,
      // It would retry for ever, with no pause.
      retry_on_error: false,
      ...(candidate.billTo !== undefined && { billTo: candidate.billTo }),
    })
    const context = {
      target: targetOf(candidate, PROVIDERS_OR_POLICIES),
      options: candidate.options,
      progress: (fraction: number) => onProgress({ kind: 'inference', fraction }),
      signal,
      ...createMediaAccess({ store, ingest, reader, model: candidate.model, signal }),
    }
    return withFetch(fetch, () => adapter.run(client, input, context))
  }

  /** One try when there is room for it, its result checked. @throws SwitchyardError */
  async function tryOnce(call: BackendCall, callOptions: CallOptions): Promise<Record<string, unknown>> {
    const { candidate, tool } = call
    const { signal, onProgress } = callOptions
    const where = candidate.endpoint ?? candidate.provider
    const limit = limits.get(where) ?? createLimit(profile.remote.concurrency)
    limits.set(where, limit)
    const work = () => {
      onProgress({ kind: 'started' })
      return attempt(call, callOptions)
    }
    const onWait = () => onProgress({ kind: 'queued' })
    try {
      return tool.output.parse(await limit.run(work, { signal, onWait }))
    } catch (thrown) {
      const { toCallError } = await import('./call-errors.js')
      throw toCallError(thrown, { candidate, tool: tool.id, token: settings.token, signal })
    }
  }

  /** Tries as long as the model is loading there. */
  function run(call: BackendCall, callOptions: CallOptions): Promise<Record<string, unknown>> {
    return retry(() => tryOnce(call, callOptions), {
      attempts: Number.POSITIVE_INFINITY,
      firstPauseMs: 0,
      shouldRetry: (error) => estimatedLoadMs(error) !== undefined,
      retryAfterMs: estimatedLoadMs,
      onRetry: () => callOptions.onProgress({ kind: 'load', model: call.candidate.model }),
      signal: callOptions.signal,
      clock,
    })
  }

  return {
    id: 'hugging-face',
    async call(call, { signal, onProgress }) {
      if (closed) return err(closedError())
      const controller = new AbortController()
      running.add(controller)
      let used: Used = {}
      const onUsed = (more: Used) => {
        used = addUsed(used, more)
      }
      try {
        const work = (either: AbortSignal) => run(call, { signal: either, onProgress, onUsed })
        return ok(await withLinkedSignals([signal], work, controller))
      } catch (thrown) {
        return err(toSwitchyardError(thrown))
      } finally {
        if (Object.keys(used).length > 0) onProgress({ kind: 'usage', ...used })
        running.delete(controller)
      }
    },
    state(candidate, tool) {
      const unavailable = !tool.remote
        ? noAdapter(tool.id)
        : settings.offline && !staysHere(candidate)
          ? 'is remote, HF_HUB_OFFLINE is set'
          : undefined
      return { readiness: 'remote', unavailable }
    },
    async close() {
      closed = true
      for (const controller of running) controller.abort(closedError())
      agents.destroy()
    },
  }
}

/** How long to wait for a model that the server says is loading, ms; undefined for any other error. */
function estimatedLoadMs(error: unknown): number | undefined {
  const seconds = error instanceof SwitchyardError ? error.details.estimatedSeconds : undefined
  if (typeof seconds !== 'number') return undefined
  return Math.min(longestLoadMs, Math.max(shortestLoadMs, seconds * 1000))
}

async function loadClient() {
  const library = await import('@huggingface/inference')
  const silent = () => undefined
  // It would tell the console which provider it has chosen.
  library.setLogger({ debug: silent, info: silent, warn: silent, error: silent, log: silent })
  return library
}

function targetOf(
  { model, provider, endpoint }: Candidate,
  known: readonly InferenceProviderOrPolicy[],
): RemoteTarget {
  if (endpoint !== undefined) return { model, endpointUrl: endpoint }
  const found = known.find((one) => one === provider)
  if (found) return { model, provider: found }
  throw new SwitchyardError(
    'INVALID_CONFIG',
    `The catalogue names the provider "${provider}" for ${model}. Known are ${known.join(', ')}.`,
  )
}

const closedError = () => new SwitchyardError('CANCELLED', 'The backend was closed.')

const noAdapter = (tool: string) => `has no way to run ${tool} remotely`
