/** Names of everything that the queue keeps in Redis, beside BullMQ's own keys under the same namespace. */
export interface QueueKeys {
  /** Output of a finished step. */
  result(stepKey: string): string
  /** Hash of the processes that a step has ended: by the token of each, `alone` or `together` with other steps. */
  cost(stepKey: string): string
  /** Who runs a step: `alone` or `together`, and the token. */
  runner(stepKey: string): string
  /** Set of the processes that wait for a step. */
  waiters(stepKey: string): string
  /** Channel on which one of them hears of all its steps. */
  news(waiter: string): string
  /** Channel on which lanes that got a job are told. */
  readonly laneAdded: string
  /** Channel for what every worker and driver should hear: cancellations. */
  readonly control: string
  /** Hash of the lanes that were ever used. */
  readonly lanes: string
  /** Hash of how many steps each lane has had computed. */
  readonly laneDone: string
  /** Hash of how many steps have failed in each lane. */
  readonly laneFailed: string
  /** Sorted set of workers by their last heartbeat. */
  readonly workers: string
  worker(id: string): string
  /** State of an unfinished run: its plans. */
  run(runId: string): string
  /** Hash of an unfinished run's finished steps. */
  runSteps(runId: string): string
  /** Hash of the plans of an unfinished run that were asked about, and what was decided. */
  runApproval(runId: string): string
  /** The run's record, or the error that ended it. */
  runResult(runId: string): string
  /** Stream of an unfinished run's events. */
  runEvents(runId: string): string
  /** A finished run's events, compressed. */
  runLog(runId: string): string
  /** Channel that tells of new entries in that stream. */
  runNews(runId: string): string
  /** What the counters of calls to providers start with. */
  readonly rateLimit: string
  /** Set when the run is to be cancelled. */
  runCancelled(runId: string): string
  /** Sorted set of runs by their deadlines. */
  readonly runDeadlines: string
  /** Hash of what people said of answers and steps, and how often it was changed. */
  readonly feedback: string
  readonly feedbackVersion: string
  /** List of what was changed in it last, the newest first. */
  readonly feedbackChanges: string
  /** What the keys of batches start with: see `scripts/includes/batch.lua`. */
  readonly batch: string
  /** Channel that tells of a batch's outcomes. */
  batchNews(batchId: string): string
  /** Channel that tells drivers of batches that have jobs to hand out. */
  readonly batchWork: string
}

/** `db`: the number of the Redis database. Keys are its own, channels are those of the whole server. */
export function queueKeys(namespace: string, db = 0): QueueKeys {
  const key =
    (kind: string) =>
    (id: string): string =>
      `${namespace}:${kind}:${id}`
  return {
    result: key('result'),
    cost: key('step-cost'),
    runner: key('step-runner'),
    waiters: key('waiters'),
    news: key('news'),
    laneAdded: `${namespace}:lane-added`,
    // The other channels only say where to look.
    control: db === 0 ? `${namespace}:control` : `${namespace}:control:${db}`,
    lanes: `${namespace}:known-lanes`,
    laneDone: `${namespace}:lane-done`,
    laneFailed: `${namespace}:lane-failed`,
    workers: `${namespace}:workers`,
    worker: key('worker'),
    run: key('run'),
    runSteps: key('run-steps'),
    runApproval: key('run-approval'),
    runResult: key('run-result'),
    runEvents: key('run-events'),
    runLog: key('run-log'),
    runNews: key('run-news'),
    rateLimit: `${namespace}:rate-limit`,
    runCancelled: key('run-cancelled'),
    runDeadlines: `${namespace}:run-deadlines`,
    feedback: `${namespace}:feedback`,
    feedbackVersion: `${namespace}:feedback-version`,
    feedbackChanges: `${namespace}:feedback-changes`,
    batch: `${namespace}:batch`,
    batchNews: key('batch-news'),
    batchWork: `${namespace}:batch-work`,
  }
}

/** The first arguments of all scripts about steps: what keys and channels start with. */
export function stepKeyPrefixes(keys: QueueKeys): string[] {
  return [keys.result(''), keys.waiters(''), keys.cost(''), keys.news(''), keys.runner('')]
}
