--[[
  Moves steps of a batch among those that somebody waits for.
    KEYS[1]   the lane
    ARGV[1..] the jobs
  Reply: 1 when there were any to look at
]]
--- @include "../bullmq/keys"
local lane = KEYS[1]
if redis.call('EXISTS', bull.prioritized(lane)) == 0 then return 0 end
for _, job in ipairs(ARGV) do
  if redis.call('ZREM', bull.prioritized(lane), job) == 1 then
    redis.call('HSET', bull.job(lane, job), 'priority', 0)
    redis.call('LPUSH', bull.waiting(lane), job)
  end
end
return 1
