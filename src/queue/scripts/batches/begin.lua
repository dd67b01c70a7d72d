--[[
  A driver takes a job. Where the money was spent since the queue took it, it waits again.
    KEYS[1]  what the keys of batches start with
    ARGV[1]  the batch's id
    ARGV[2]  the job
    ARGV[3]  the attempt
  Reply: what the driver is to do: go, over, cancelled or deadline
]]
--- @include "includes/batch"
local id, job = ARGV[1], tonumber(ARGV[2])
local state, attempt = stateOf(id, job)
if not state or attempt ~= tonumber(ARGV[3]) or (state ~= 'q' and state ~= 'r') then return 'over' end
local ending = call('HGET', meta(id), 'ending')
if state == 'q' and ending == '' and isSpent(id) then
  setState(id, job, 'w', attempt)
  call('RPUSH', part('again', id), job)
  keepUnfinished(id)
  release(id, job, attempt)
  return 'over'
end
if state == 'q' then
  setState(id, job, 'r', attempt)
  call('HINCRBY', meta(id), 'active', 1)
end
return ending == '' and 'go' or ending
