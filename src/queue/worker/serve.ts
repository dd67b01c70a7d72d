import type { AgentParts } from '../../agent/assemble.js'
import type { Backend } from '../../backends/backend.js'
import { readLocalSettings, thisMachine } from '../../backends/local/local-settings.js'
import { chooseDevice } from '../../backends/local/pool/devices.js'
import { withMedia } from '../../backends/with-media.js'
import type { AnswerCall } from '../../batch/endpoint-call.js'
import { type Candidate, takesSource } from '../../config/candidate.js'
import { packageVersion } from '../../version.js'
import { createAgentExecutor } from '../lanes/agent-executor.js'
import type { Lane } from '../lanes/lane.js'
import type { QueueConnection } from '../redis/connection.js'
import type { Priority } from '../runs/priority.js'
import { type RunDriver, startRunDriver } from '../runs/run-driver.js'
import { keepAnnounced, onlyDrives } from './keep-announced.js'
import { type QueueWorker, startWorker, type WorkerOptions } from './worker.js'

export interface ServeOptions
  extends Pick<
    WorkerOptions,
    | 'maxBatch'
    | 'batchWaitMs'
    | 'ageingMs'
    | 'lockMs'
    | 'drainMs'
    | 'maxStrikes'
    | 'lookMs'
    | 'onError'
    | 'observer'
  > {
  connection: QueueConnection
  /** The local backend, tools, catalogue, planner and responder; the caller closes them. */
  parts: AgentParts
  /** Interactive runs to drive at once, and as many batch runs; 0: none. Default: 32. */
  runs?: number | undefined
  /** Micro-batches at once; 0: no lanes are served. Default: one a host. */
  concurrency?: number | undefined
  /** Answers lines of batches that are requests of OpenAI's endpoints. Default: nobody does, and they fail. */
  answerCall?: AnswerCall | undefined
  /** Puts something around the local backend, such as what counts its calls. Default: nothing. */
  wrap?: ((backend: Backend) => Backend) | undefined
  /** Which candidates to serve, of those that the profile allows and the memory takes. */
  serves?: ((candidate: Candidate, tool: string) => boolean) | undefined
}

export interface Serving {
  readonly lanes: readonly Lane[]
  readonly memoryBytes: number
  close(): Promise<void>
}

/** Takes jobs of both kinds off the queue, with the parts of an agent: what `switchyard worker` runs. */
export async function startServing(options: ServeOptions): Promise<Serving> {
  const {
    connection,
    parts,
    answerCall,
    runs = 32,
    serves = () => true,
    wrap = (backend) => backend,
    ...rest
  } = options
  const { profile, registry, catalog, local, store } = parts
  const { concurrency = local.concurrency, onError, observer, lockMs } = rest
  const { memoryBytes } = readLocalSettings(profile.local, profile.local.device, thisMachine())
  const hasMedia = (digest: string) => store.has(digest)

  let driver: RunDriver | undefined
  let worker: QueueWorker | undefined
  const executorFor = (priority: Priority) => createAgentExecutor(parts, { connection, priority })
  const executors =
    runs > 0
      ? { interactive: await executorFor('interactive'), batch: await executorFor('batch') }
      : undefined
  if (concurrency > 0)
    worker = await startWorker({
      ...rest,
      connection,
      backend: withMedia(wrap(local), store),
      registry,
      catalog,
      concurrency,
      memoryBytes,
      device: profile.local.device === 'auto' ? await chooseDevice() : profile.local.device,
      version: packageVersion,
      results: { hasMedia },
      runs: () => driver?.active ?? 0,
      runsAtOnce: runs,
      serves: (candidate, tool) =>
        takesSource(profile.sources, candidate) &&
        (profile.downloads || local.state(candidate).readiness !== 'absent') &&
        serves(candidate, tool),
    })
  if (executors)
    driver = await startRunDriver({
      connection,
      parts,
      executor: executors.interactive,
      batchExecutor: executors.batch,
      answerCall,
      concurrency: runs,
      lockMs,
      observer,
      onError,
    })
  const announcement =
    driver && !worker
      ? await keepAnnounced({
          connection,
          describe: () => ({ ...onlyDrives, runs: driver?.active ?? 0, runsAtOnce: runs }),
          onError: (error) => onError?.(error instanceof Error ? error : new Error(String(error))),
        })
      : undefined

  return {
    lanes: worker?.lanes ?? [],
    memoryBytes,
    async close() {
      await Promise.all([driver?.close(), worker?.close()])
      await announcement?.withdraw()
      await Promise.all(Object.values(executors ?? {}).map((executor) => executor.close()))
    },
  }
}
