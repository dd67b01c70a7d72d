--[[
  Claims jobs in rounds: one of each submitter in turn, of whose batches each in turn.
    KEYS[1]  what the keys of batches start with
    ARGV[1]  the priority
    ARGV[2]  most jobs that the queue may hold for one submitter
    ARGV[3]  most to claim
    ARGV[4]  now, milliseconds
  Reply: a flat list of id, job, attempt
]]
--- @include "includes/batch"
local priority, window, most, now = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local ring = base .. '-ring:' .. priority
local claimed, idle = {}, 0
while #claimed < 3 * most and idle < call('LLEN', ring) do
  local submitter = call('LMOVE', ring, ring, 'LEFT', 'RIGHT')
  local turn = base .. '-turn:' .. priority .. ':' .. submitter
  local held = base .. '-held:' .. priority .. ':' .. submitter
  if call('ZCARD', held) >= window then
    idle = idle + 1
  else
    local id = call('LMOVE', turn, turn, 'LEFT', 'RIGHT')
    local job, attempt
    if not id then call('LREM', ring, 0, submitter)
    elseif call('HGET', meta(id), 'ending') == '' and not isSpent(id) then job, attempt = nextJob(id) end
    if job then
      idle = 0
      setState(id, job, 'q', attempt)
      call('ZADD', held, now, id .. '~' .. job .. '~' .. attempt)
      call('SADD', base .. '-held-by:' .. priority, submitter)
      keepUnfinished(id)
      claimed[#claimed + 1] = id
      claimed[#claimed + 1] = job
      claimed[#claimed + 1] = attempt
    elseif id then call('LREM', turn, 0, id) end
  end
end
return claimed
