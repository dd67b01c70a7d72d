import type { LaneCount } from '../bullmq/lane-jobs-contract.js'
import type { LaneNews } from './lane-news.js'

/**
 * What one worker knows of what waits in a lane, so that it need not ask before every micro-batch: Redis's last count, what
 * others have told that they added since, and what it took itself. It may be too high, since what others take is not told
 * and what was counted may be told of again: then a take brings less than was asked for. It must not be too low, or jobs
 * would wait for the next regular round; so what was told of while a question was on its way is added to the answer.
 */
export interface LaneEstimate {
  waiting: number
  /** Of those that wait, the ones that somebody waits for. */
  interactive: number
  /** When the oldest waiting job came, on Redis's clock. */
  oldestAtMs: number
  /** When Redis's last count came, on Redis's clock. */
  countedAtMs: number
  /** All that was ever told of; remembered with a question to Redis. */
  told: Told
}

export type Told = Pick<LaneNews, 'jobs' | 'interactive'>

export const unknownLane: LaneEstimate = {
  waiting: 0,
  interactive: 0,
  oldestAtMs: 0,
  countedAtMs: Number.NEGATIVE_INFINITY,
  told: { jobs: 0, interactive: 0 },
}

/** `before`: what had been told of when Redis was asked. */
export function afterCount(
  lane: LaneEstimate,
  count: Pick<LaneCount, 'waiting' | 'interactive' | 'oldestAtMs'>,
  before: Told,
  nowMs: number,
): LaneEstimate {
  const since = toldSince(lane, before)
  return {
    ...lane,
    waiting: count.waiting + since.jobs,
    interactive: count.interactive + since.interactive,
    oldestAtMs: count.oldestAtMs ?? nowMs,
    countedAtMs: nowMs,
  }
}

export function afterNews(lane: LaneEstimate, news: Told, nowMs: number): LaneEstimate {
  return {
    ...lane,
    waiting: lane.waiting + news.jobs,
    interactive: lane.interactive + news.interactive,
    oldestAtMs: lane.waiting === 0 ? nowMs : lane.oldestAtMs,
    told: { jobs: lane.told.jobs + news.jobs, interactive: lane.told.interactive + news.interactive },
  }
}

/** After so many jobs were asked for. */
export function afterAsking(lane: LaneEstimate, jobs: number): LaneEstimate {
  return {
    ...lane,
    waiting: Math.max(0, lane.waiting - jobs),
    // A lane gives these first.
    interactive: Math.max(0, lane.interactive - jobs),
  }
}

/** After less came than was asked for: there was no more then. `before`: what had been told of when it was asked for. */
export function afterScarcity(lane: LaneEstimate, before: Told): LaneEstimate {
  const { jobs, interactive } = toldSince(lane, before)
  return { ...lane, waiting: jobs, interactive }
}

/** Whether too much may have happened since the last count to choose by it. */
export const isOld = (lane: LaneEstimate, nowMs: number): boolean => nowMs - lane.countedAtMs > countsLastMs

const countsLastMs = 25

function toldSince({ told }: LaneEstimate, before: Told): Told {
  return { jobs: told.jobs - before.jobs, interactive: told.interactive - before.interactive }
}
