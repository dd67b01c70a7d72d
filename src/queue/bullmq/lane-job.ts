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
  return {
    id: key,
    name: tool,
    data,
    opts: optionsOf[priority],
    timestamp,
    progress: 0,
    attemptsMade: 0,
    attemptsStarted: 0,
    stalledCounter: 0,
    failedReason: '',
    returnvalue: 'null',
  }
}

const optionsOf = {
  interactive: { attempts: 0, ...stepPriority.interactive },
  batch: { attempts: 0, ...stepPriority.batch },
}
