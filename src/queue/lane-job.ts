import type { JobJson } from 'bullmq'
import { stepPriority } from './lane-priority.js'
import type { Priority } from './run-queues.js'

/** A step's job as BullMQ stores it: what `Queue.add` would make of it, without the object in between. */
export function laneJob({
  key,
  tool,
  data,
  timestamp,
  priority,
}: {
  key: string
  tool: string
  /** JSON. */
  data: string
  timestamp: number
  priority: Priority
}): JobJson {
  const opts = { attempts: 0, ...stepPriority[priority] }
  return { ...fresh, id: key, name: tool, data, opts, timestamp }
}

const fresh = {
  progress: 0,
  attemptsMade: 0,
  attemptsStarted: 0,
  stalledCounter: 0,
  failedReason: '',
  returnvalue: 'null',
}
