--[[
  Has ended jobs done again: their results leave the stream, and only what the next attempt ends in counts.
    KEYS[1]  what the keys of batches start with
    ARGV[1]  the batch's id
    ARGV[2]  the new deadline, milliseconds; 0: none
    ARGV[3]  now, milliseconds
    ARGV[4..] triples of a stream's entry, job, attempt
  Reply: how many are done again; -1 when the batch is just being stopped
]]
--- @include "includes/batch"
local id = ARGV[1]
local m = call('HMGET', meta(id), 'ending', 'endedAtMs')
if m[1] ~= '' and m[2] == '0' then return -1 end
local again = 0
for place = 4, #ARGV, 3 do
  local entry, job, attempt = ARGV[place], tonumber(ARGV[place + 1]), tonumber(ARGV[place + 2])
  local state, counts = stateOf(id, job)
  if state and ends[state] and state ~= 'X' and counts == attempt and attempt < 250 then
    call('XDEL', part('results', id), entry)
    call('HINCRBY', meta(id), ends[state], -1)
    setState(id, job, 'w', attempt + 1)
    call('RPUSH', part('again', id), job)
    again = again + 1
  end
end
if again > 0 then
  call('HSET', meta(id), 'ending', '', 'endedAtMs', 0)
  setDeadline(id, ARGV[2])
  keepUnfinished(id)
  joinRounds(id)
end
return again
