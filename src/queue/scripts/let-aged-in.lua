--[[
  Lets the oldest step of a batch in among the steps that somebody waits for, in each lane where it was left waiting.
    KEYS     the lanes
    ARGV[1]  the moment before which a job must have come, milliseconds
    ARGV[2]  how many go before it
  Reply: how many were let in
]]
--- @include "../bullmq/keys"
local ahead = tonumber(ARGV[2])
local function letIn(lane)
  local wait = bull.waiting(lane)
  local waiting = redis.call('LLEN', wait)
  local last = redis.call('GET', lane .. ':let-in')
  -- Where nobody is ahead of it, it needs no help; and one at a time: the next when this one was taken.
  if waiting == 0 or (last and redis.call('LPOS', wait, last, 'RANK', -1, 'MAXLEN', 4 * ahead)) then return 0 end
  local oldest = redis.call('ZRANGE', bull.prioritized(lane), 0, 0)[1]
  local came = oldest and redis.call('HGET', bull.job(lane, oldest), 'timestamp')
  if not came or tonumber(came) > tonumber(ARGV[1]) then return 0 end
  redis.call('ZREM', bull.prioritized(lane), oldest)
  redis.call('HSET', bull.job(lane, oldest), 'priority', 0)
  if waiting < ahead then redis.call('LPUSH', wait, oldest)
  else redis.call('LINSERT', wait, 'BEFORE', redis.call('LINDEX', wait, -ahead), oldest) end
  redis.call('SET', lane .. ':let-in', oldest, 'PX', 3600000)
  return 1
end
local raised = 0
for _, lane in ipairs(KEYS) do
  -- A lane with a key of a wrong type is left out: who counts the lanes reports it.
  local done, count = pcall(letIn, lane)
  if done then raised = raised + count end
end
return raised
