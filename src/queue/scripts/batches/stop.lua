--[[
  Nothing of a batch starts any more.
    KEYS[1]  what the keys of batches start with
    ARGV[1]  the batch's id
    ARGV[2]  why: cancelled or deadline
    ARGV[3]  now, milliseconds
  Reply: 1; -1 when there is no such batch, 0 when it has ended
]]
--- @include "includes/batch"
local id = ARGV[1]
local m = call('HMGET', meta(id), 'endedAtMs', 'ending')
if not m[1] then
  call('ZREM', base .. '-deadlines', id)
  return -1
end
if m[1] ~= '0' then return 0 end
call('HSET', meta(id), 'sealed', 1)
if m[2] == '' then call('HSET', meta(id), 'ending', ARGV[2]) end
call('SADD', base .. '-ending', id)
call('ZREM', base .. '-deadlines', id)
endIfDone(id, ARGV[3])
call('PUBLISH', base .. '-work', 'stop')
return 1
