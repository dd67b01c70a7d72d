import type { QueueConnection } from '../redis/connection.js'
import type { LaneJobs } from './lane-jobs-contract.js'
import { createPlainLaneJobs } from './plain-lane-jobs.js'
import { createQuickLaneJobs } from './quick-lane-jobs.js'

const known = new WeakMap<QueueConnection, LaneJobs>()

/** The lanes' jobs on a connection: by our own scripts, or by BullMQ's plain calls where those can't be relied on. */
export function createLaneJobs(connection: QueueConnection): LaneJobs {
  const before = known.get(connection)
  if (before) return before
  const jobs = connection.bullmq.isKnown ? createQuickLaneJobs(connection) : createPlainLaneJobs(connection)
  known.set(connection, jobs)
  return jobs
}
