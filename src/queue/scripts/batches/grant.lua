--[[
  Gives a batch money. Jobs that waited for it are handed out again.
    KEYS[1]  what the keys of batches start with
    ARGV[1]  the batch's id
    ARGV[2]  what it may spend from now on, billionths of a US dollar; empty: as much as the last time
    ARGV[3]  the deadline, milliseconds; empty: as it is
  Reply: 1; 0 when it has no budget, -1 when there is no such batch
]]
--- @include "includes/batch"
local id = ARGV[1]
local m = call('HMGET', meta(id), 'cost', 'grant')
if not m[1] then return -1 end
local grant = ARGV[2] == '' and m[2] or ARGV[2]
if tonumber(grant) < 0 then return 0 end
local limit = tonumber(grant) > 0 and m[1] + grant or 0
call('HSET', meta(id), 'grant', grant, 'limit', string.format('%.0f', limit))
if ARGV[3] ~= '' then setDeadline(id, ARGV[3]) end
joinRounds(id)
return 1
