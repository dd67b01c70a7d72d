--[[
  Keeps held jobs from being given to others. Unlike BullMQ's own it also works while Redis is full, and holds a job again
  whose lock ran out (Redis was away, or the process stood still) unless another has taken it. SREM comes before SET: a full
  Redis lets a script go on that has written.
    KEYS[1]   the lane
    ARGV[1]   how long they are held from now, milliseconds
    ARGV[2..] pairs: job, token
  Reply: the jobs that others hold or that are gone
]]
--- @include "../bullmq/keys"
local lane, lost = KEYS[1], {}
for i = 2, #ARGV, 2 do
  local id, token = ARGV[i], ARGV[i + 1]
  local lock = bull.lock(lane, id)
  local holder = redis.call('GET', lock)
  if holder == token then
    redis.call('PEXPIRE', lock, ARGV[1])
    redis.call('SREM', bull.stalled(lane), id)
  elseif not holder and redis.call('LPOS', bull.active(lane), id) then
    redis.call('SREM', bull.stalled(lane), id)
    redis.call('SET', lock, token, 'PX', ARGV[1])
  else
    lost[#lost + 1] = id
  end
end
return lost
