import { type Redis, ReplyError } from 'ioredis'
import { z } from 'zod'
import { createScript, readScript } from '../redis/redis-script.js'

export type ManyTimesArgument = string | number | boolean | Buffer | null | undefined

const repliesSchema = z.array(z.tuple([z.number()]).rest(z.unknown()))

/** A script as one that does several calls, one after the other; what all calls have in common is sent once. */
export function runManyTimes(
  script: string,
  numberOfKeys: number,
): (redis: Redis, calls: readonly (readonly ManyTimesArgument[])[]) => Promise<unknown[]> {
  const run = createScript(readScript('many-times').replace('--- @script', () => script))

  async function runAlike(
    redis: Redis,
    calls: readonly (readonly ManyTimesArgument[])[],
  ): Promise<unknown[]> {
    const [first = [], ...others] = calls
    const varying = [...first.keys()].filter((at) => others.some((call) => !isSame(call[at], first[at])))
    const each = [calls.length, first.length, varying.length, numberOfKeys]
    const args: ManyTimesArgument[] = [...each, ...varying.map((at) => at + 1), ...first]
    for (const call of others) for (const at of varying) args.push(call[at])
    const replies = repliesSchema.parse(await run(redis, args.map(written)))
    return replies.map(([done, reply]) => (done ? reply : new ReplyError(String(reply))))
  }

  return async (redis, calls) => {
    // In one script all have the same number; should they not, those of another number go by themselves.
    const lengths = [...new Set(calls.map(({ length }) => length))]
    const replies = new Map<readonly ManyTimesArgument[], unknown>()
    await Promise.all(
      lengths.map(async (length) => {
        const alike = calls.filter((call) => call.length === length)
        for (const [at, reply] of (await runAlike(redis, alike)).entries())
          replies.set(alike[at] ?? [], reply)
      }),
    )
    return calls.map((call) => replies.get(call))
  }
}

function isSame(one: ManyTimesArgument, other: ManyTimesArgument): boolean {
  return one === other || (Buffer.isBuffer(one) && Buffer.isBuffer(other) && one.equals(other))
}

/** As the client writes arguments. */
function written(argument: ManyTimesArgument): string | number | Buffer {
  if (argument === null || argument === undefined) return ''
  return typeof argument === 'boolean' ? String(argument) : argument
}
