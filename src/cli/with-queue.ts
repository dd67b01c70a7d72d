import { SwitchyardError } from '../errors.js'
import type { QueueConnection } from '../queue/connection.js'
import { exitCodes, reportError } from './with-agent.js'

/**
 * Connects to the queue, lets `use` work with it, and cleans up however that ends. Ctrl-C or SIGTERM aborts the signal, a
 * second one ends the process at once.
 */
export async function withQueue(
  { redis, namespace, json }: { redis: string; namespace: string; json?: boolean },
  use: (connection: QueueConnection, signal: AbortSignal) => Promise<number>,
): Promise<void> {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort(new SwitchyardError('CANCELLED', 'Stopped. The batch goes on.'))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  let connection: QueueConnection | undefined
  try {
    const { openQueue } = await import('../queue/connection.js')
    connection = await openQueue({ url: redis, namespace })
    process.exitCode = await use(connection, controller.signal)
  } catch (thrown) {
    process.exitCode = reportError(thrown, { json })
  } finally {
    await connection?.close()
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}
