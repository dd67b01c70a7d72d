import { SwitchyardError } from '../core/errors.js'
import { exitCodes } from './exit-codes.js'
import { printable } from './ui/printable.js'

/** Longest time for what runs to end in order after an error that nobody caught. A worker drains in this time. */
const orderlyEndMs = 60_000

/**
 * Lets `work` run until it ends. Ctrl-C or SIGTERM aborts its signal with `reason`, a second one ends the process at
 * once. An error that nobody caught ends the command too, but in order, as SIGTERM does, and with the exit code for a
 * failure: a worker finishes its jobs or hands them back, and a batch keeps its results.
 */
export async function runInterruptibly(
  reason: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController()
  let hasFailed = false
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(hasFailed ? exitCodes.failed : exitCodes.interrupted)
    controller.abort(new SwitchyardError('CANCELLED', reason))
  }
  const onUncaught = (thrown: unknown): void => {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
    process.stderr.write(
      `error: A part of Switchyard failed where nothing catches it: ${printable(text)}\nThis is a bug in Switchyard. Please report it with the command you ran.\n`,
    )
    if (hasFailed) return
    hasFailed = true
    setTimeout(() => process.exit(exitCodes.failed), orderlyEndMs).unref()
    controller.abort(new SwitchyardError('CANCELLED', reason))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('uncaughtException', onUncaught)
  try {
    await work(controller.signal)
  } finally {
    if (hasFailed) process.exitCode = exitCodes.failed
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    process.off('uncaughtException', onUncaught)
  }
}
