import { type Redis, ReplyError } from 'ioredis'
import { z } from 'zod'
import { redisScript } from '../redis/redis-script.js'

export type ScriptArgument = string | number | boolean | Buffer | null | undefined

/**
 * ARGV: how many calls there are, how many arguments each has, how many of them vary and which; then the first call's
 * arguments, then what varies of each other. An error is the reply to its own call only.
 */
const loop = (script: string, numberOfKeys: number) => `
local function once(KEYS, ARGV)
${script}
end
local calls, each, varying, keyCount = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ${numberOfKeys}
local first = 3 + varying
local replies = {}
for n = 1, calls do
  local keys, args = {}, {}
  for i = 1, keyCount do keys[i] = ARGV[first + i] end
  for i = keyCount + 1, each do args[i - keyCount] = ARGV[first + i] end
  if n > 1 then
    local at = first + each + (n - 2) * varying
    for i = 1, varying do
      local place = tonumber(ARGV[3 + i])
      if place > keyCount then args[place - keyCount] = ARGV[at + i] else keys[place] = ARGV[at + i] end
    end
  end
  local done, reply = pcall(once, keys, args)
  if not done and type(reply) == 'table' then reply = reply.err end
  replies[n] = done and { 1, reply } or { 0, tostring(reply) }
end
return replies`

const repliesSchema = z.array(z.tuple([z.number()]).rest(z.unknown()))

/** A script as one that does several calls, one after the other; what all calls have in common is sent once. */
export function manyTimes(
  script: string,
  numberOfKeys: number,
): (redis: Redis, calls: readonly (readonly ScriptArgument[])[]) => Promise<unknown[]> {
  const run = redisScript(loop(script, numberOfKeys))

  async function runAlike(redis: Redis, calls: readonly (readonly ScriptArgument[])[]): Promise<unknown[]> {
    const [first = [], ...others] = calls
    const varying = [...first.keys()].filter((at) => others.some((call) => !isSame(call[at], first[at])))
    const args = [calls.length, first.length, varying.length, ...varying.map((at) => at + 1), ...first]
    for (const call of others) for (const at of varying) args.push(call[at])
    const replies = repliesSchema.parse(await run(redis, args.map(written)))
    return replies.map(([done, reply]) => (done ? reply : new ReplyError(String(reply))))
  }

  return async (redis, calls) => {
    // In one script all have the same number; should they not, those of another number go by themselves.
    const lengths = [...new Set(calls.map(({ length }) => length))]
    const replies = new Map<readonly ScriptArgument[], unknown>()
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

function isSame(one: ScriptArgument, other: ScriptArgument): boolean {
  return one === other || (Buffer.isBuffer(one) && Buffer.isBuffer(other) && one.equals(other))
}

/** As the client writes arguments. */
function written(argument: ScriptArgument): string | number | Buffer {
  if (argument === null || argument === undefined) return ''
  return typeof argument === 'boolean' ? String(argument) : argument
}
