import { SwitchyardError } from '../core/errors.js'
import { exitCodes } from './exit-codes.js'

/** Lets `work` run until it ends. Ctrl-C or SIGTERM aborts its signal with `reason`, a second one ends the process at once. */
export async function interruptible(
  reason: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort(new SwitchyardError('CANCELLED', reason))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  try {
    await work(controller.signal)
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
