import { z } from 'zod'
import { cancelledError, SwitchyardError, toSwitchyardError } from '../../../core/errors.js'
import { firstLine } from '../../../core/first-line.js'
import { type MediaStore, openMediaStore } from '../../../media/store/store.js'
import { localAdapterFor } from '../../../tools/local/local-adapter-for.js'
import type { LocalAdapter, LocalContext, Pipe } from '../../../tools/local-adapter.js'
import { loadTool } from '../../../tools/registry.js'
import { chatTool } from '../chat/chat-tool.js'
import type { Configuration, HostOutcome, HostReply, RunRequest } from '../protocol.js'
import { createLocalContext } from './host-context.js'
import { createPipelines, type Pipelines } from './host-pipelines.js'

type Adapter = LocalAdapter<unknown, unknown>

/** The inside of a host: runs batches on loaded pipelines and says how they went. */
export interface HostRuntime {
  run(request: RunRequest): Promise<void>
  cancel(batch: number, index: number): void
  unload(models: readonly string[]): Promise<void>
}

export function createHostRuntime(
  configuration: Configuration,
  reply: (message: HostReply) => void,
): HostRuntime {
  const pipelines: Pipelines = createPipelines(configuration)
  let store: Promise<MediaStore> | undefined
  /** Batches that are not answered, with a way to stop each of their calls. */
  const calls = new Map<number, readonly AbortController[]>()
  /** Resolves once all batches are answered. */
  let answered: Promise<void> = Promise.resolve()

  async function load(
    { batch, model, tool: id, options, unload }: RunRequest,
    turn: Promise<void>,
  ): Promise<{ adapter: Adapter; pipe: Pipe }> {
    if (unload.length > 0 || !pipelines.has(model.key)) await turn
    await pipelines.unload(unload)
    const tool = id === chatTool.id ? chatTool : await loadTool(id)
    const adapter = tool && localAdapterFor(tool, options)
    if (!adapter)
      throw new SwitchyardError(
        'INVALID_CONFIG',
        `Hosts run built-in tools only, and "${id}" is none. Give your own tool \`run\` instead of \`local\`.`,
      )
    const fresh = !pipelines.has(model.key)
    if (fresh) reply({ type: 'loading', batch })
    const pipe = await pipelines.load(model)
    if (fresh) reply({ type: 'loaded', batch })
    return { adapter, pipe }
  }

  async function runCalls(
    { batch, model, options, inputs }: RunRequest,
    { adapter, pipe }: { adapter: Adapter; pipe: Pipe },
    calls: readonly AbortController[],
    turn: Promise<void>,
  ): Promise<HostOutcome[]> {
    if (!adapter.early) await turn
    const { storeBytes: maxBytes, mediaDir: dir } = configuration
    store ??= openMediaStore({ dir, maxBytes })
    const opened = await store
    const contextFor = (indices: readonly number[], signal: AbortSignal): LocalContext =>
      createLocalContext({
        store: opened,
        modelFolder: model.path,
        limits: configuration,
        options,
        signal,
        progress: (fraction) => {
          for (const index of indices) reply({ type: 'progress', batch, index, fraction })
        },
        write: (text) => {
          for (const index of indices) reply({ type: 'text', batch, index, text })
        },
        async turn() {
          await turn
          if (signal.aborted) throw cancelledError(signal)
        },
      })

    if (inputs.length > 1 && adapter.runBatch) {
      const signal = allAborted(calls)
      // What fails together is run again one by one below: one bad input must not fail the others.
      const values = signal.aborted
        ? undefined
        : await adapter.runBatch(pipe, inputs, contextFor([...inputs.keys()], signal)).catch(() => undefined)
      if (values?.length === inputs.length) return values.map((value) => outcomeOf(value))
    }
    const outcomes: HostOutcome[] = []
    for (const [index, input] of inputs.entries()) {
      const { signal } = calls[index] ?? new AbortController()
      try {
        if (signal.aborted) throw cancelledError(signal)
        outcomes.push(outcomeOf(await adapter.run(pipe, input, contextFor([index], signal))))
      } catch (error) {
        outcomes.push({ ok: false, error: callError(model.name, error).toInfo() })
      }
    }
    return outcomes
  }

  /** @param turn resolves when the batches before are answered */
  async function answer(request: RunRequest, turn: Promise<void>): Promise<void> {
    const { batch, inputs } = request
    const own = inputs.map(() => new AbortController())
    calls.set(batch, own)
    let outcomes: HostOutcome[]
    let loadFailed = false
    try {
      const ready = await load(request, turn)
      outcomes = await runCalls(request, ready, own, turn)
    } catch (error) {
      loadFailed = true
      const info = toSwitchyardError(error).toInfo()
      outcomes = inputs.map(() => ({ ok: false, error: info }))
    }
    await turn
    calls.delete(batch)
    const result = { type: 'result', batch, loadFailed, rssBytes: process.memoryUsage.rss() } as const
    try {
      reply({ ...result, outcomes })
    } catch (error) {
      // An output that can't be sent to another process, such as a function.
      const info = callError(request.model.name, error).toInfo()
      reply({ ...result, outcomes: inputs.map(() => ({ ok: false, error: info })) })
    }
  }

  return {
    run(request) {
      answered = answer(request, answered)
      return answered
    },
    cancel: (batch, index) => calls.get(batch)?.[index]?.abort(),
    unload: (models) => pipelines.unload(models),
  }
}

/** A signal that fires once none of the calls is awaited any more. */
function allAborted(calls: readonly AbortController[]): AbortSignal {
  const all = new AbortController()
  const check = () => {
    if (calls.every(({ signal }) => signal.aborted)) all.abort()
  }
  for (const { signal } of calls) signal.addEventListener('abort', check, { once: true })
  check()
  return all.signal
}

const valuesSchema = z.record(z.string(), z.unknown())

function outcomeOf(value: unknown): HostOutcome {
  return { ok: true, value: valuesSchema.parse(value) }
}

/** Errors of ours keep their code; what a pipeline or an adapter throws is laid at the model's door. */
function callError(model: string, error: unknown): SwitchyardError {
  if (error instanceof SwitchyardError) return error
  if (error instanceof Error && error.name === 'AbortError') return toSwitchyardError(error)
  const cause = { details: { model }, cause: error }
  if (error instanceof z.ZodError)
    return new SwitchyardError(
      'MODEL_BROKEN',
      `The model ${model} returned what this task can't use: it doesn't fit the task. Choose another model in the catalogue.`,
      cause,
    )
  return new SwitchyardError('INTERNAL', `Inference of ${model} failed: ${firstLine(error)}.`, cause)
}
