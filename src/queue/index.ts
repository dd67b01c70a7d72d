export {
  batchIdOf,
  createQueueBatchAgent,
  type QueueBatchAgent,
  type QueueBatchAgentOptions,
} from './batch-agent.js'
export type { JobOutcome } from './batches/batch.js'
export { type BatchClient, createBatchClient, type RetryBatchOptions } from './batches/batch-client.js'
export type { BatchResult, BatchResultsOptions } from './batches/batch-results.js'
export type { BatchStatus } from './batches/batch-status.js'
export type { SubmitBatchOptions, SubmittedBatch } from './batches/submit-batch.js'
export { openQueue, type QueueConnection, type QueueConnectionOptions } from './connection.js'
export { type LaneOverview, type QueueOverview, queueOverview } from './overview.js'
export { createQueueExecutor, type QueueExecutorOptions } from './queue-executor.js'
export { checkRedisSettings, type RedisFinding } from './redis-settings.js'
export {
  createRunClient,
  type QueuedRequest,
  type RunClient,
  type RunClientOptions,
  type SubmitOptions,
} from './run-client.js'
export { type RunDriver, type RunDriverOptions, startRunDriver } from './run-driver.js'
export type { Priority } from './run-queues.js'
export { type QueueWorker, startWorker, type WorkerOptions } from './worker.js'
export type { WorkerInfo } from './worker-watch.js'
