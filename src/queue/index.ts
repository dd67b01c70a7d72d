// It hands requests and batches to workers behind Redis, and runs such workers.

export type { JobOutcome } from './batches/batch.js'
export { type BatchClient, createBatchClient, type RetryBatchOptions } from './batches/batch-client.js'
export type { BatchResult, BatchResultsOptions } from './batches/batch-results.js'
export type { BatchStatus } from './batches/batch-status.js'
export type { SubmitBatchOptions, SubmittedBatch } from './batches/submit-batch.js'
export type { BullmqFacts } from './bullmq/private-names.js'
export { createQueueExecutor, type QueueExecutorOptions } from './lanes/queue-executor.js'
export { openQueue, type QueueConnection, type QueueConnectionOptions } from './redis/connection.js'
export { checkRedisSettings, type RedisFinding } from './redis/redis-settings.js'
export type { Priority } from './runs/priority.js'
export {
  createRunClient,
  type QueuedRequest,
  type RunApproval,
  type RunClient,
  type RunClientOptions,
  type SubmitOptions,
} from './runs/run-client.js'
export { type RunDriver, type RunDriverOptions, startRunDriver } from './runs/run-driver.js'
export type { RunEnd } from './runs/run-store.js'
export { type LaneOverview, type QueueOverview, queueOverview } from './worker/overview.js'
export { type QueueWorker, startWorker, type WorkerOptions } from './worker/worker.js'
export type { WorkerInfo } from './worker/worker-watch.js'
