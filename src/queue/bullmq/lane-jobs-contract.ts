import type { SwitchyardError } from '../../core/errors.js'
import { foreignKey } from '../redis/foreign-key.js'
import type { Priority } from '../runs/priority.js'
import type { LaneConsumer, LaneConsumerOptions } from './lane-consumer.js'

/** A step that is to become a job in a lane. */
export interface NewLaneJob {
  /** The step's key, which becomes the job's id. */
  key: string
  tool: string
  /** JSON. */
  data: string
}

/** A step that ends well. */
export interface SettledStep {
  key: string
  /** Its job is in this lane, held with this token. */
  lane: string
  token: string
  output: Record<string, unknown>
  /** Whether it is new: then it is stored. */
  computed: boolean
}

/** What is in a lane, or in a queue of runs. */
export interface LaneCount {
  /** Of both priorities. */
  waiting: number
  /** Of these, the ones that somebody waits for; jobs of batches that were let in among them count too. */
  interactive: number
  active: number
  /** When the oldest waiting job came, on Redis's clock. */
  oldestAtMs: number | undefined
}

/** The jobs of lanes, as BullMQ keeps them. A lane is a queue of BullMQ, a step's key is its job's id. */
export interface LaneJobs {
  /** Adds jobs of one lane; those that are in it stay as they are. Steps of batches stand behind the others. */
  add(
    lane: string,
    jobs: readonly NewLaneJob[],
    options: { timestamp: number; priority: Priority },
  ): Promise<void>
  /** Takes a job out that no worker holds. False when there is none, or a worker holds it. */
  remove(lane: string, key: string): Promise<boolean>
  /** Whether the jobs are in their lanes, waiting or held. */
  find(places: readonly { lane: string; key: string }[]): Promise<boolean[]>
  /** Moves steps of a batch among those that somebody waits for: an interactive run needs them too. */
  raise(lane: string, keys: readonly string[]): Promise<void>
  /**
   * Lets the oldest step of a batch in among the steps that somebody waits for, in each lane where it was left waiting for
   * `ageingMs`: one at a time.
   */
  letAgedIn(lanes: readonly string[], options: { ageingMs: number }): Promise<void>
  /** Counts the jobs of lanes, or of queues of runs. One whose keys can't be read is reported and left out. */
  count(lanes: readonly string[], onError?: (error: Error) => void): Promise<Map<string, LaneCount>>
  /**
   * Stores outputs, tells the processes that wait for them and takes the jobs out of their lanes. Returns for each whether this
   * process still held its job; otherwise another worker has it, and finds the output.
   */
  settle(steps: readonly SettledStep[], options: { keepMs: number }): Promise<boolean[]>
  /** Takes jobs from one lane by hand. */
  openConsumer(options: LaneConsumerOptions): Promise<LaneConsumer>
}

/** Outputs up to this size travel with the message that tells of them; bytes of JSON. */
export const carriedBytes = 16_000

/**
 * BullMQ's priorities. Steps that somebody waits for have none: they are in its list, which it serves first; steps of
 * batches are in its set of prioritized jobs. What keeps these from waiting for ever is `LaneJobs.letAgedIn`.
 */
export const bullPriority: Readonly<Record<Priority, { priority?: number }>> = {
  interactive: {},
  batch: { priority: 1 },
}

export const unreadableLane = (queue: string): SwitchyardError =>
  foreignKey(`one of the keys ${queue}:*`, 'The lane is left out until that is mended; others are served.')
