import { type ChildProcess, spawn } from 'node:child_process'
import type { Media } from '../../src/media/media.js'
import type { QueueConnection } from '../../src/queue/redis/connection.js'
import { createRunClient, type RunClient } from '../../src/queue/runs/run-client.js'
import { createRunStore } from '../../src/queue/runs/run-store.js'
import { listWorkers } from '../../src/queue/worker/worker-watch.js'
import { createQueuePlace, until } from './queue-place.js'
import { queueProgram } from './queue-program.js'

export type Role = 'driver' | 'worker'

/** Processes of a queue whose models only count their calls (`queue-process.mjs`), and a client to submit to them. */
export async function createFleet(url: string) {
  const place = await createQueuePlace(url)
  const connection = await place.connect()
  const parts = await place.parts()
  const picture = await place.ingest(parts, 'images/scene-06.png')
  const client = createRunClient({ connection, checkMs: 500 })
  place.closeLater(() => client.close())
  const members = new Set<ChildProcess>()
  const said = new Map<ChildProcess, string>()

  return {
    place,
    connection,
    parts,
    picture,
    client,
    start(role: Role, env: Record<string, string> = {}): ChildProcess {
      const member = spawn(process.execPath, [queueProgram, role, url, place.namespace], {
        env: { ...place.env, ...env },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      member.stderr?.on('data', (text) => said.set(member, `${said.get(member) ?? ''}${text}`))
      members.add(member)
      return member
    },
    /** What a process has written to its stderr. */
    said: (member: ChildProcess): string => said.get(member) ?? '',
    /** Until so many workers have announced themselves. */
    workers: (count: number) => until(async () => (await listWorkers(connection)).length === count),
    /** Model calls so far. */
    calls: async () => Number(await connection.redis.get(`${place.namespace}:calls`)),
    /** Processes that have called a model. */
    callers: () => connection.redis.scard(`${place.namespace}:callers`),
    /** Steps that were called though their result was there. */
    again: () => connection.redis.lrange(`${place.namespace}:again`, 0, -1),
    async close(): Promise<void> {
      for (const member of members) member.kill('SIGKILL')
      await place.close()
    },
  }
}

export type Fleet = Awaited<ReturnType<typeof createFleet>>

/** A run of one step of its own. */
export const planOf = (label: string) => ({
  steps: [
    {
      id: 's1',
      tool: 'zero-shot-image-classification',
      input: { image: '$image1', labels: [label, 'nothing'] },
    },
  ],
})

/** Submits runs that each need one model call, and waits for all. */
export function askFor(
  client: RunClient,
  picture: Media,
  labels: readonly string[],
): Promise<{ runId: string; status: string; answer: string }[]> {
  return Promise.all(
    labels.map(async (label) => {
      const runId = await client.submitRun({ text: 'Look.', media: [picture], plan: planOf(label) })
      const { status, answer } = await client.waitForRun(runId)
      return { runId, status, answer }
    }),
  )
}

/** How often a run has told of its end. */
export async function ends(connection: QueueConnection, runId: string): Promise<number> {
  const { events } = await createRunStore(connection).eventsAfter(runId, '-')
  return events.filter(({ type }) => type === 'run-finished' || type === 'run-failed').length
}
