--[[
  Looks after a job that the queue was to hold and does not. It is not looked after again before its time.
    KEYS[1]  what the keys of batches start with
    ARGV[1]  the batch's id
    ARGV[2]  the job
    ARGV[3]  the attempt
    ARGV[4]  now, milliseconds
  Reply: what is to be done with it: go, over, cancelled or deadline
]]
--- @include "includes/batch"
local id, job, attempt = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local state, counts = stateOf(id, job)
if not state or counts ~= attempt or (state ~= 'q' and state ~= 'r') then
  release(id, job, attempt)
  return 'over'
end
local m = call('HMGET', meta(id), 'ending', 'priority', 'submitter')
call('ZADD', base .. '-held:' .. m[2] .. ':' .. m[3], 'XX', ARGV[4], id .. '~' .. job .. '~' .. attempt)
return m[1] == '' and 'go' or m[1]
