import type { QueueConnection } from '../queue/redis/connection.js'
import { runInterruptibly } from './run-interruptibly.js'
import { reportError } from './with-agent.js'

/**
 * Connects to the queue, lets `use` work with it, and cleans up however that ends. Ctrl-C or SIGTERM aborts the signal, a
 * second one ends the process at once.
 */
export async function withQueue(
  { redis, namespace, json }: { redis: string; namespace: string; json?: boolean | undefined },
  use: (connection: QueueConnection, signal: AbortSignal) => Promise<number>,
): Promise<void> {
  await runInterruptibly('Stopped. The batch goes on.', async (signal) => {
    let connection: QueueConnection | undefined
    try {
      const { openQueue } = await import('../queue/redis/connection.js')
      connection = await openQueue({ url: redis, namespace })
      process.exitCode = await use(connection, signal)
    } catch (thrown) {
      process.exitCode = reportError(thrown, { json })
    } finally {
      await connection?.close()
    }
  })
}
