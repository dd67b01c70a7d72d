import { z } from 'zod'
import { dayMs } from '../../core/clock.js'
import type { QueueConnection } from '../redis/connection.js'
import { scriptFile } from '../redis/redis-script.js'

type Connection = Pick<QueueConnection, 'redis' | 'keys'>

/**
 * Processes, hosts of models among them, that have ended while a step ran in them: `alone`, so that it must have been this
 * step, or `together` with others, so that it may have been any of them.
 */
export interface StepCost {
  alone: number
  together: number
}

/** How long it is remembered. */
export const costKeptMs = dayMs

/** Whether a step is run by itself from now on, to find out whether it is the one that ends processes. */
export const isSuspect = ({ alone, together }: StepCost): boolean => alone + together > 0

/** Whether a step is not tried again. One that never ended a process alone is innocent, however often others did beside it. */
export const isPutAside = ({ alone }: StepCost, maxStrikes: number): boolean => alone >= maxStrikes

/** Notes that this process runs the step by itself. Should the process die, the next to take the job finds that. */
export async function noteRunsAlone({ redis, keys }: Connection, key: string, token: string): Promise<void> {
  await redis.set(keys.runner(key), `alone ${token}`, 'PX', costKeptMs)
}

const costsSchema = z.array(z.string())

/** Notes that a host has ended while it ran the step. Returns what the step has cost by now. */
export async function noteCrash(
  { redis, keys }: Connection,
  { key, token, how }: { key: string; token: string; how: keyof StepCost },
): Promise<StepCost> {
  const cost = keys.cost(key)
  // Not under the token itself: what is noted there is that this process died, and taken back once it is known to live.
  const replies = await redis
    .multi()
    .hset(cost, `host of ${token}`, how)
    .pexpire(cost, costKeptMs)
    .hvals(cost)
    .exec()
  const [error, values] = replies?.[2] ?? []
  if (error) throw error
  const ends = costsSchema.parse(values)
  const alone = ends.filter((end) => end === 'alone').length
  return { alone, together: ends.length - alone }
}

const releaseScript = scriptFile('release-step')

/** Notes that this living process no longer runs the step; also after another took the job, having taken this one for dead. */
export async function releaseStep({ redis, keys }: Connection, key: string, token: string): Promise<void> {
  await releaseScript(redis, [token], [keys.runner(key), keys.cost(key)])
}

/** The steps that run in this process, and whether each has been by itself all the time. */
export class RunningSteps {
  readonly #running = new Set<{ how: keyof StepCost }>()

  /** Returns what to ask how the step ran, and what to call when it no longer does. */
  begin(): { readonly how: keyof StepCost; end(): void } {
    const running = this.#running
    const one: { how: keyof StepCost } = { how: running.size > 0 ? 'together' : 'alone' }
    for (const other of running) other.how = 'together'
    running.add(one)
    return {
      get how() {
        return one.how
      },
      end: () => void running.delete(one),
    }
  }
}
