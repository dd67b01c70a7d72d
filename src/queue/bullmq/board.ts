import { createServer } from 'node:http'
import type { Queue } from 'bullmq'
import { loadOptionalPeers } from '../../core/optional-peer.js'
import type { QueueConnection } from '../redis/connection.js'
import { type Listening, listen } from '../worker/listen.js'
import { openBullQueue } from './open-queue.js'
import { runQueues } from './run-queues.js'

/**
 * bull-board, which few need: it is installed beside Switchyard, not with it.
 *
 * @throws SwitchyardError `INVALID_CONFIG` when it is not installed
 */
const loadBoard = () =>
  loadOptionalPeers({
    feature: 'The board',
    packages: ['@bull-board/api', '@bull-board/express', 'express'],
    load: async () => {
      const [{ createBullBoard }, { BullMQAdapter }, { ExpressAdapter }, { default: express }] =
        await Promise.all([
          import('@bull-board/api'),
          import('@bull-board/api/bullMQAdapter'),
          import('@bull-board/express'),
          import('express'),
        ])
      return { createBullBoard, BullMQAdapter, ExpressAdapter, express }
    },
  })

const loopback = ['localhost', '127.0.0.1', '[::1]']

/**
 * Serves bull-board, a web page with the queue of runs, all lanes and the jobs in them. It only shows: whatever would change
 * something is refused. There is no login, and jobs hold what was asked. Port 0: a free one.
 *
 * @throws SwitchyardError `INVALID_CONFIG` when the port can't be had, or bull-board is not installed
 */
export async function serveBoard(
  connection: QueueConnection,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const { createBullBoard, BullMQAdapter, ExpressAdapter, express } = await loadBoard()
  const { redis, keys } = connection
  const queues = new Map<string, Queue>()
  const serverAdapter = new ExpressAdapter()
  const { addQueue } = createBullBoard({
    queues: [],
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Switchyard' } },
  })

  function show(name: string, description: string): void {
    if (queues.has(name)) return
    const queue = openBullQueue(connection, name, { skipMetasUpdate: true })
    queues.set(name, queue)
    addQueue(new BullMQAdapter(queue, { readOnlyMode: true, description }))
  }

  async function showAll(): Promise<void> {
    show(runQueues.interactive, 'Requests that wait for a driver, or are being answered')
    show(runQueues.batch, 'Jobs of batches: those that have come into their turn')
    for (const name of (await redis.hkeys(keys.lanes)).sort()) show(name, 'Steps of one model')
  }
  await showAll()

  const app = express()
  app.disable('x-powered-by')
  app.use((request, response, next) => {
    // A page elsewhere must not read along under a name that it has made point here.
    const hostname = request.headers.host?.replace(/:\d+$/, '') ?? ''
    if (loopback.includes(host) && !loopback.includes(hostname)) response.status(403).end()
    else if (request.method !== 'GET' && request.method !== 'HEAD') response.status(405).end()
    else next()
  })
  // Lanes come up as models are used.
  app.use('/api', (_, response, next) => {
    showAll().then(
      () => next(),
      () => response.status(503).end(),
    )
  })
  app.use(serverAdapter.getRouter())

  const { url, close } = await listen(createServer(app), { host, port, what: 'board', flag: '--board-port' })
  return {
    url,
    async close() {
      await close()
      await Promise.all([...queues.values()].map((queue) => queue.close()))
    },
  }
}
