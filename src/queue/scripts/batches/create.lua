--[[
  Makes a batch.
    KEYS[1]  what the keys of batches start with
    ARGV[1]  the batch's id
    ARGV[2]  now, milliseconds
    ARGV[3]  its deadline, milliseconds; 0: none
    ARGV[4..] pairs of field and value for its hash
  Reply: 1 when it is new, else 0
]]
--- @include "includes/batch"
local id = ARGV[1]
if call('EXISTS', meta(id)) == 1 then return 0 end
call('HSET', meta(id), 'createdAtMs', ARGV[2], 'deadlineAtMs', ARGV[3], 'total', 0, 'sealed', 0, 'fed', 0, 'active', 0,
  'answered', 0, 'partly', 0, 'failed', 0, 'cancelled', 0, 'cacheHits', 0, 'cost', 0, 'ending', '', 'endedAtMs', 0, unpack(ARGV, 4))
call('ZADD', base .. '-all', ARGV[2], id)
if ARGV[3] ~= '0' then call('ZADD', base .. '-deadlines', ARGV[3], id) end
keepUnfinished(id)
return 1
