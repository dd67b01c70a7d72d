import type { Agent } from '../../agent/agent.js'
import type { QueueConnection } from '../../queue/redis/connection.js'
import { processTerminal } from '../ui/terminal.js'

/** Connects to the queue that a server is told of, says what it lacks, and closes the connection at the end. */
export async function withServedQueue(
  { parts }: Agent,
  { redis, namespace }: { redis?: string | undefined; namespace: string },
  signal: AbortSignal,
  use: (queue: QueueConnection | undefined) => Promise<void>,
): Promise<void> {
  if (redis === undefined) return use(undefined)
  const [{ checkShare }, { openQueue }, { aliveMs, listWorkers }] = await Promise.all([
    import('../../media/share/check-share.js'),
    import('../../queue/redis/connection.js'),
    import('../../queue/worker/worker-watch.js'),
  ])
  const { err, errColor: color } = processTerminal()
  const warn = (text: string) => err(`${color.yellow('warning')} ${text}\n`)
  const connection = await openQueue({ url: redis, namespace, onError: ({ message }) => warn(message) })
  try {
    if (parts.share) await checkShare(parts.share, { signal })
    const workers = (await listWorkers(connection)).filter(({ atMs }) => atMs >= connection.now() - aliveMs)
    if (workers.length === 0)
      warn('No worker is at this queue, so that requests wait. Start one: switchyard worker --redis URL')
    else if (workers.every(({ runsAtOnce }) => runsAtOnce === 0))
      warn('The workers at this queue only run steps (--runs 0). Start one that drives runs, too.')
    err(
      `Runs go to the queue: workers plan and answer them, with their own profile and LLM. ${
        parts.share
          ? `Files are shared through ${parts.share.name}.`
          : `Workers and servers use one cache folder, ${parts.dirs.cache}, or say --media-share.`
      }\n`,
    )
    await use(connection)
  } finally {
    await connection.close()
  }
}
