--[[
  No more pages come.
    KEYS[1]  what the keys of batches start with
    ARGV[1]  the batch's id
    ARGV[2]  now, milliseconds
  Reply: -1 when there is no such batch, else 0
]]
--- @include "includes/batch"
local id = ARGV[1]
if call('EXISTS', meta(id)) == 0 then return -1 end
call('HSET', meta(id), 'sealed', 1)
endIfDone(id, ARGV[2])
call('PUBLISH', news(id), 'end')
return 0
