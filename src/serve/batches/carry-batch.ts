import { withLinkedSignals } from '../../core/abort.js'
import { SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import { openAccess } from '../access/key-ring.js'
import type { Services } from '../services.js'
import type { BatchEngine, BatchStop } from './batch-engine.js'
import type { BatchInputs } from './batch-input.js'
import { type BatchCounts, type BatchRecord, hasEnded } from './batch-record.js'
import { writeResultFiles } from './result-files.js'

export interface CarryOptions {
  services: Pick<Services, 'records' | 'files' | 'keys' | 'agent' | 'hidePaths'>
  engine: BatchEngine
  inputs: BatchInputs
  /** Told of each batch that has ended, once at least. */
  onEnd: (batch: BatchRecord) => Promise<void>
  now: () => number
  read(): Promise<BatchRecord | undefined>
  write(batch: BatchRecord): Promise<void>
  /** Takes the batch off the list of those that go on. */
  close(): Promise<void>
  /** Is given what makes it look at once whether the batch was cancelled. */
  onLook(look: () => void): void
  stopping: AbortSignal
}

/** How often it looks whether the batch was cancelled, and tells how far it is, milliseconds. */
const lookMs = 1000

/**
 * Carries a batch from where it stands to its end, if no other server does. Rejects for what may go better later: then it is
 * to be carried again.
 */
export async function carryBatch(options: CarryOptions, id: string): Promise<void> {
  const { services, read, close, stopping } = options
  const held = await services.records.hold(`batch-${id}`)
  if (!held) return
  try {
    await withLinkedSignals([held.lost, stopping], async (signal) => {
      const batch = await read()
      if (!batch) return close()
      const ended = hasEnded(batch) ? batch : await answerAndEnd(batch, options, signal)
      await options.onEnd(ended)
      await options.inputs.forget(ended)
      await close()
    })
  } finally {
    await held.release().catch(() => undefined)
  }
}

async function answerAndEnd(
  found: BatchRecord,
  options: CarryOptions,
  signal: AbortSignal,
): Promise<BatchRecord> {
  const { engine, services, write, now } = options
  const seconds = () => Math.floor(now() / 1000)
  // What is only derived from another record is not written down.
  const { cancelling_at: _, ...before } = found
  const batch: BatchRecord = {
    ...before,
    status: 'in_progress',
    in_progress_at: found.in_progress_at ?? seconds(),
  }
  await write(batch)
  const { why, ...answered } = await answer(batch, options, signal)
  if (!why && 'error' in answered) {
    if (!isFinal(answered.error)) throw answered.error
    return fail(batch, errorOf(answered.error, options), options)
  }
  const counts = 'error' in answered ? await engine.stop(batch, why ?? 'cancelled') : answered.counts
  const finalizing: BatchRecord = { ...batch, counts, status: 'finalizing', finalizing_at: seconds() }
  await write(finalizing)
  if (counts.total === 0)
    return fail(finalizing, { code: 'empty_file', message: 'The input file has no lines.' }, options)
  const files = await writeResultFiles(() => engine.results(finalizing), {
    batch: finalizing,
    why,
    files: services.files,
    store: services.agent.parts.store,
    hidePaths: services.hidePaths,
    signal,
  })
  const ended: BatchRecord = { ...finalizing, ...files, ...endOf(why, seconds()) }
  await write(ended)
  return ended
}

async function fail(
  batch: BatchRecord,
  error: { code: string; message: string },
  { write, now }: CarryOptions,
): Promise<BatchRecord> {
  const failed_at = Math.floor(now() / 1000)
  const failed: BatchRecord = { ...batch, status: 'failed', failed_at, errors: [error] }
  await write(failed)
  return failed
}

function endOf(why: BatchStop | undefined, at: number): Partial<BatchRecord> & Pick<BatchRecord, 'status'> {
  if (why === 'cancelled') return { status: 'cancelled', cancelling_at: at, cancelled_at: at }
  if (why === 'spent') {
    const message = 'The budget of a batch is used up. What is left was not answered.'
    return { status: 'failed', failed_at: at, errors: [{ code: 'budget_exceeded', message }] }
  }
  return why === 'expired' ? { status: 'expired', expired_at: at } : { status: 'completed', completed_at: at }
}

/** Has the lines answered, until all are, the batch is cancelled, or its time is over. */
async function answer(
  batch: BatchRecord,
  { engine, read, write, onLook, services, now }: CarryOptions,
  outer: AbortSignal,
): Promise<
  | { counts: BatchCounts; why?: BatchStop | undefined }
  | { error: SwitchyardError; why?: BatchStop | undefined }
> {
  const own = new AbortController()
  let why: BatchStop | undefined
  let latest: BatchCounts = batch.counts
  let told = JSON.stringify(latest)
  const isRevoked = async () =>
    services.keys !== undefined &&
    batch.owner !== openAccess.owner &&
    !(await services.keys.holds(batch.owner))
  const look = async () => {
    if (now() >= batch.expires_at * 1000) why ??= 'expired'
    else if ((await read())?.status === 'cancelling' || (await isRevoked())) why ??= 'cancelled'
    if (why) return own.abort(new SwitchyardError('CANCELLED', 'The batch was stopped.'))
    const counts = JSON.stringify(latest)
    if (counts === told) return
    told = counts
    await write({ ...batch, counts: latest })
  }
  let looking = look().catch(() => undefined)
  const lookSoon = () => {
    looking = looking.then(look).catch(() => undefined)
  }
  onLook(lookSoon)
  const timer = setInterval(lookSoon, lookMs)
  try {
    await looking
    const counts = await withLinkedSignals([outer, own.signal], (signal) =>
      engine.answer(batch, {
        signal,
        onCounts(counts) {
          latest = counts
        },
      }),
    )
    return { counts }
  } catch (thrown) {
    if (outer.aborted) throw thrown
    const error = toSwitchyardError(thrown)
    return { error, why: why ?? (error.code === 'BUDGET_EXCEEDED' ? 'spent' : undefined) }
  } finally {
    clearInterval(timer)
    // What is written later must not be written over.
    await looking
  }
}

/** Whether doing it again would end the same way. */
const isFinal = ({ code, retryable }: SwitchyardError): boolean =>
  !retryable && ['INVALID_REQUEST', 'MEDIA_NOT_FOUND'].includes(code)

const errorOf = ({ code, message }: SwitchyardError, { services }: CarryOptions) => ({
  code: code.toLowerCase(),
  message: services.hidePaths(message),
})
