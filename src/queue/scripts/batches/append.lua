--[[
  Appends a page of jobs.
    KEYS[1]  what the keys of batches start with
    ARGV[1]  the batch's id
    ARGV[2]  number of the page's first job
    ARGV[3]  the packed page
    ARGV[4]  the states of its jobs, two bytes each
  Reply: how many jobs the batch has then: more than before when the page was taken, as before when it had been taken already;
  -1 when there is no such batch, -2 when it takes no more
]]
--- @include "includes/batch"
local id, first = ARGV[1], tonumber(ARGV[2])
local m = call('HMGET', meta(id), 'total', 'sealed', 'ending')
if not m[1] then return -1 end
if m[3] ~= '' then return -2 end
local total = tonumber(m[1])
if total ~= first or m[2] == '1' then return total end
local states = ARGV[4]
call('ZADD', part('pages', id), first, ARGV[3])
call('APPEND', part('states', id), states)
total = call('HINCRBY', meta(id), 'total', #states / 2)
for place = 1, #states, 2 do
  if states:sub(place, place) == 'X' then
    call('XADD', part('results', id), '*', 'job', first + (place - 1) / 2, 'attempt', states:byte(place + 1), 'state', 'X')
    call('HINCRBY', meta(id), 'failed', 1)
  end
end
keepUnfinished(id)
joinRounds(id)
call('PUBLISH', news(id), 'end')
return total
