--[[
  Looks for jobs that the queue has held for long, of all submitters, at most 1,000 of each. Those of batches that are gone
  take up no more of their submitter's window.
    KEYS[1]  what the keys of batches start with
    ARGV[1]  the priority
    ARGV[2]  the moment before which the queue took them, milliseconds
  Reply: a flat list of ID~JOB~ATTEMPT
]]
--- @include "includes/batch"
local found = {}
local by = base .. '-held-by:' .. ARGV[1]
for _, submitter in ipairs(call('SMEMBERS', by)) do
  local held = base .. '-held:' .. ARGV[1] .. ':' .. submitter
  if call('EXISTS', held) == 0 then call('SREM', by, submitter) end
  for _, member in ipairs(call('ZRANGEBYSCORE', held, '-inf', ARGV[2], 'LIMIT', 0, 1000)) do
    if call('EXISTS', meta(member:match('^(.+)~%d+~%d+$'))) == 1 then found[#found + 1] = member
    else call('ZREM', held, member) end
  end
end
return found
