--[[
  Ends jobs of a stopped batch that wait.
    KEYS[1]  what the keys of batches start with
    ARGV[1]  the batch's id
    ARGV[2]  most jobs to end
    ARGV[3]  now, milliseconds
  Reply: how many were ended
]]
--- @include "includes/batch"
local id = ARGV[1]
local ending = call('HGET', meta(id), 'ending')
if not ending then call('SREM', base .. '-ending', id) end
if not ending or ending == '' then return 0 end
local to = ending == 'cancelled' and 'C' or 'F'
local ended = 0
while ended < tonumber(ARGV[2]) do
  local job, attempt = nextJob(id)
  if not job then break end
  setState(id, job, to, attempt)
  call('XADD', part('results', id), '*', 'job', job, 'attempt', attempt, 'state', to, 'why', ending)
  call('HINCRBY', meta(id), ends[to], 1)
  ended = ended + 1
end
if ended > 0 then
  endIfDone(id, ARGV[3])
  call('PUBLISH', news(id), 'end')
end
return ended
