import { createServer } from 'node:http'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Backend } from '../../backends/backend.js'
import { wrapBackend } from '../../backends/wrap-backend.js'
import { candidateId } from '../../config/candidate.js'
import { createLaneJobs } from '../bullmq/lane-jobs.js'
import type { Lane } from '../lanes/lane.js'
import type { QueueConnection } from '../redis/connection.js'
import { type Listening, listen } from './listen.js'
import type { QueueObserver } from './queue-observer.js'

export interface WorkerMetrics extends QueueObserver {
  /** The same backend, with its model loads and inference counted. */
  watch(backend: Backend): Backend
  /** All metrics in Prometheus's text format; asks Redis for the lanes. */
  text(): Promise<string>
  readonly contentType: string
}

/** Counts what one process does, and reads how full the lanes are that it serves. */
export function createWorkerMetrics(
  connection: QueueConnection,
  lanes: () => readonly Lane[],
): WorkerMetrics {
  const registry = new Registry()
  const registers = [registry]
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name: `switchyard_${name}`, help, labelNames, registers })
  const runs = counter('runs_total', 'Runs that this process ended, by status.', ['status'])
  const steps = counter('steps_total', 'Steps that this process settled or gave back.', ['lane', 'outcome'])
  const failures = counter('step_failures_total', 'Steps that failed here.', ['lane'])
  const loads = counter('model_loads_total', 'Models that were loaded here.', ['lane'])
  const batches = new Histogram({
    name: 'switchyard_batch_size',
    help: 'Steps in a micro-batch.',
    labelNames: ['lane'],
    buckets: [1, 2, 4, 8, 16, 32, 64],
    registers,
  })
  const inference = new Histogram({
    name: 'switchyard_inference_seconds',
    help: 'From handing a call to its device to its result, of calls that found their model loaded.',
    labelNames: ['lane'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  })
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `switchyard_${name}`, help, labelNames: ['lane'], registers })
  const waiting = gauge('lane_waiting', 'Steps that wait in a lane that this process serves.')
  const active = gauge('lane_active', 'Steps of such a lane that a process holds, here or elsewhere.')

  const loading = new Set<string>()
  /** All calls of a micro-batch are told of the one load at the same moment. */
  function countLoad(lane: string): void {
    if (loading.has(lane)) return
    loading.add(lane)
    queueMicrotask(() => loading.delete(lane))
    loads.inc({ lane })
  }

  return {
    batch: (lane, size) => batches.observe({ lane }, size),
    step(lane, outcome) {
      steps.inc({ lane, outcome })
      if (outcome === 'failed') failures.inc({ lane })
    },
    run: (status) => runs.inc({ status }),
    watch: (backend) =>
      wrapBackend(backend, {
        async call(call, { signal, onProgress }) {
          const lane = candidateId(call.candidate)
          const startedAt = performance.now()
          let loaded = false
          const result = await backend.call(call, {
            signal,
            onProgress(progress) {
              if (progress.kind === 'load') {
                loaded = true
                countLoad(lane)
              }
              onProgress(progress)
            },
          })
          if (result.ok && !loaded) inference.observe({ lane }, (performance.now() - startedAt) / 1000)
          return result
        },
      }),
    async text() {
      const served = lanes()
      const counts = await createLaneJobs(connection).count(served.map(({ name }) => name))
      for (const { name, id: lane } of served) {
        waiting.set({ lane }, counts.get(name)?.waiting ?? 0)
        active.set({ lane }, counts.get(name)?.active ?? 0)
      }
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}

/**
 * Serves `/metrics`. Port 0: a free one.
 *
 * @throws SwitchyardError `INVALID_CONFIG` when the port can't be had
 */
export async function serveMetrics(
  metrics: Pick<WorkerMetrics, 'text' | 'contentType'>,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end('There is only /metrics here.\n')
      return
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(503).end('Redis does not answer.\n'),
    )
  })
  const { url, close } = await listen(server, { host, port, what: 'metrics', flag: '--metrics-port' })
  return { url: `${url}/metrics`, close }
}
