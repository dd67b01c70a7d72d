import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { RunUsage } from '../../spending/usage.js'
import type { RequestLog } from '../options.js'
import type { Admission } from '../runs/admission.js'

/** Counts what a server does, in Prometheus's form. Labels are patterns of paths, methods and status: nothing that clients write. */
export interface ServerMetrics {
  countRequest(entry: Pick<RequestLog, 'method' | 'route' | 'status' | 'durationMs'>): void
  /** Counts what a run or a call used. */
  countUsage(usage: RunUsage): void
  /** Counts a stream until what it returns is called. */
  openStream(): () => void
  text(): Promise<string>
  readonly contentType: string
}

export function createServerMetrics(admission: Pick<Admission, 'running' | 'waiting'>): ServerMetrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({
    name: 'switchyard_http_requests_total',
    help: 'Requests that were answered, by endpoint and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'switchyard_http_request_seconds',
    help: 'From a request to the beginning of its reply.',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  })
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `switchyard_${name}`,
      help,
      registers,
      collect() {
        this.set(value())
      },
    })
  gauge('runs_running', 'Requests that run now.', () => admission.running)
  gauge('runs_waiting', 'Requests that wait for their turn.', () => admission.waiting)
  let streams = 0
  gauge('streams_open', 'Streams of events that clients read now.', () => streams)
  const tokens = new Counter({
    name: 'switchyard_tokens_total',
    help: 'Tokens of LLMs and models, as they were counted or estimated.',
    labelNames: ['direction'],
    registers,
  })
  const cost = new Counter({
    name: 'switchyard_cost_usd_total',
    help: 'What runs have cost, US dollars, by estimated prices.',
    registers,
  })

  return {
    countRequest({ method, route, status, durationMs }) {
      requests.inc({ method, route, status })
      seconds.observe({ method, route }, durationMs / 1000)
    },
    countUsage({ costUsd, llm, models }) {
      for (const { inputTokens, outputTokens } of [llm, ...Object.values(models)]) {
        tokens.inc({ direction: 'input' }, inputTokens)
        tokens.inc({ direction: 'output' }, outputTokens)
      }
      cost.inc(costUsd)
    },
    openStream() {
      streams += 1
      let isOpen = true
      return () => {
        if (isOpen) streams -= 1
        isOpen = false
      }
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
