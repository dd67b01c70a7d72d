import type { Candidate } from '../../config/candidate.js'
import type { LaneConsumer } from '../bullmq/lane-consumer.js'
import type { WorkerOptions } from '../worker/worker-options.js'
import type { BatchTimes } from './batch-times.js'
import { type Lane, laneOf } from './lane.js'
import { type LaneEstimate, unknownLane } from './lane-estimate.js'

/** A lane with what its worker knows of it. */
export interface ServedLane extends Lane, LaneEstimate, BatchTimes {
  candidates: Map<string, Candidate>
  /** When it was last served, on Redis's clock. */
  servedAtMs: number
  running: number
  consumer?: Promise<LaneConsumer> | undefined
}

/** The lanes of the candidates that the backend has, can run and is asked to run. */
export function lanesOf(
  {
    registry,
    catalog,
    backend,
    memoryBytes,
  }: Pick<WorkerOptions, 'registry' | 'catalog' | 'backend' | 'memoryBytes'>,
  serves: (candidate: Candidate, tool: string) => boolean,
): Map<string, ServedLane> {
  const lanes = new Map<string, ServedLane>()
  for (const definition of registry.list()) {
    const tool = definition.id
    for (const candidate of catalog.candidates(tool)) {
      if (candidate.backend !== backend.id || candidate.memory > memoryBytes) continue
      if (backend.state(candidate, definition).unavailable !== undefined || !serves(candidate, tool)) continue
      const lane = laneOf(candidate)
      const known = lanes.get(lane.name)
      if (known) {
        known.candidates.set(tool, candidate)
        known.bytes = Math.max(known.bytes, lane.bytes)
      } else
        lanes.set(lane.name, {
          ...lane,
          candidates: new Map([[tool, candidate]]),
          ...unknownLane,
          servedAtMs: 0,
          running: 0,
          warmMs: 0,
          coldMs: 0,
        })
    }
  }
  return lanes
}
