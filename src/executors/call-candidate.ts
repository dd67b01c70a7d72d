import type { Backend, BackendCall, BackendProgress } from '../backends/backend.js'
import { orAborted } from '../core/abort.js'
import type { Clock } from '../core/clock.js'
import { describeIssues } from '../core/describe-issues.js'
import { SwitchyardError, toSwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import { inputFacts } from '../routing/input-facts.js'
import { costOf, expectedSize } from '../routing/price.js'
import type { Ranked } from '../routing/route.js'
import type { Spending } from '../spending/spending.js'
import type { AttemptUsage } from '../spending/usage.js'
import type { AnyTool } from '../tools/tool.js'

type Output = Record<string, unknown>

/** What became of a call. */
export interface Called {
  result: Result<Output, SwitchyardError>
  /** Absent where nothing was called, or the failure costs nothing. */
  usage?: AttemptUsage | undefined
  /** How long it took, milliseconds, where that says something of the next call: no model had to be loaded for it. */
  durationMs?: number | undefined
}

export interface CandidateCall {
  tool: AnyTool
  ranked: Pick<Ranked, 'candidate' | 'id' | 'costUsd'>
  input: Record<string, unknown>
  /** The step's key. */
  key: string
  backends: readonly Backend[]
  spending: Spending | undefined
  clock: Clock
  signal: AbortSignal
  onProgress: (progress: BackendProgress) => void
}

/** Makes one call, if it may be paid for, and checks what comes back. Never rejects. */
export async function callCandidate(call: CandidateCall): Promise<Called> {
  const { tool, ranked, input, key, backends, spending, clock, signal } = call
  const { candidate, id, costUsd } = ranked
  const backend = backends.find((one) => one.id === candidate.backend)
  if (!backend)
    return { result: err(new SwitchyardError('INTERNAL', `There is no backend ${candidate.backend}.`)) }
  const leave = spending?.begin(id, costUsd)
  if (leave && !leave.ok) return { result: leave }

  const watch = new CallWatch(clock)
  const onProgress = (progress: BackendProgress) => {
    watch.see(progress)
    call.onProgress(progress)
  }
  const result = await checkedCall(backend, { tool, candidate, input, key }, { signal, onProgress })
  const durationMs = watch.elapsedMs()
  const usage = usageOf(call, result, watch)
  leave?.value.end(usage)
  return { result, usage, durationMs: result.ok && !watch.loaded ? durationMs : undefined }
}

async function checkedCall(
  backend: Backend,
  call: BackendCall,
  options: { signal: AbortSignal; onProgress: (progress: BackendProgress) => void },
): Promise<Called['result']> {
  const { tool, candidate } = call
  try {
    const result = await orAborted(backend.call(call, options), options.signal)
    if (!result.ok) return result
    const parsed = tool.output.safeParse(result.value)
    if (parsed.success) return ok(parsed.data)
    const message = `${candidate.model} gave a result that does not fit ${tool.id}: ${describeIssues(parsed.error)}.`
    return err(new SwitchyardError('MODEL_BROKEN', message, { details: { model: candidate.model } }))
  } catch (thrown) {
    return err(toSwitchyardError(thrown))
  }
}

/**
 * What a call used. A server charges for what it has done: a failure counts only where the server said what it took, or
 * where we left before it had answered and can't know.
 */
function usageOf(
  { ranked: { candidate }, input, signal }: CandidateCall,
  result: Called['result'],
  watch: CallWatch,
): AttemptUsage | undefined {
  const { inputTokens, outputTokens } = watch.usage ?? {}
  if (!result.ok && !watch.usage && (candidate.backend === 'local' || !signal.aborted)) return undefined
  const seconds = watch.usage?.seconds ?? watch.elapsedMs() / 1000
  // Without a price nothing is counted.
  const guess = candidate.price
    ? expectedSize(inputFacts(input), 1000 * seconds)
    : { inputTokens: 0, outputTokens: 0 }
  const costUsd = costOf(candidate, {
    seconds,
    inputTokens: inputTokens ?? guess.inputTokens,
    outputTokens: outputTokens ?? guess.outputTokens,
  })
  return {
    seconds,
    inputTokens,
    outputTokens,
    costUsd,
  }
}

/** What a backend's reports say of a call. */
class CallWatch {
  readonly #clock: Clock
  #startedAt: number
  /** Whether a model had to be fetched or loaded for it. */
  loaded = false
  usage: Extract<BackendProgress, { kind: 'usage' }> | undefined

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startedAt = clock.now()
  }

  see(progress: BackendProgress): void {
    // The time before was spent waiting for a host or a worker.
    if (progress.kind === 'started') this.#startedAt = this.#clock.now()
    if (progress.kind === 'load' || progress.kind === 'download') this.loaded = true
    if (progress.kind === 'usage') this.usage = progress
  }

  elapsedMs(): number {
    return this.#clock.now() - this.#startedAt
  }
}
