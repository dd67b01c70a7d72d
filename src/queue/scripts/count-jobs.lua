--[[
  Counts the jobs of queues.
    KEYS  the queues
  Reply: for each how many wait, how many of these somebody waits for, how many are held, and when the oldest that waits
  came, or an empty string; -1 and the error where a key of the queue is of a wrong type
]]
--- @include "../bullmq/keys"
local function count(queue)
  local at = ''
  local function older(id)
    if not id then return end
    local came = redis.call('HGET', bull.job(queue, id), 'timestamp')
    if came and (at == '' or tonumber(came) < tonumber(at)) then at = came end
  end
  older(redis.call('LINDEX', bull.waiting(queue), -1))
  older(redis.call('ZRANGE', bull.prioritized(queue), 0, 0)[1])
  local interactive = redis.call('LLEN', bull.waiting(queue))
  local waiting = interactive + redis.call('ZCARD', bull.prioritized(queue))
  return { waiting, interactive, redis.call('LLEN', bull.active(queue)), at }
end
local found = {}
for i, queue in ipairs(KEYS) do
  local done, reply = pcall(count, queue)
  if not done and type(reply) == 'table' then reply = reply.err end
  found[i] = done and reply or { -1, 0, 0, tostring(reply) }
end
return found
