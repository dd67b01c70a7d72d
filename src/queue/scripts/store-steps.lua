--[[
  Stores outputs and tells those who wait for them; BullMQ takes the jobs out of their lanes itself.
    ARGV[1]   key prefix of results
    ARGV[2]   key prefix of the sets of who waits for a step
    ARGV[3]   key prefix of what steps have cost
    ARGV[4]   prefix of the channels of those who wait
    ARGV[5]   key prefix of the notes of who runs a step
    ARGV[6]   how long to keep outputs, milliseconds
    ARGV[7]   most bytes of an output that travels with the message that tells of it
    ARGV[8..] of each step: key, output, 1 when it is new
  Reply: nothing
]]
--- @include "includes/collect-news"
for i = 8, #ARGV, 3 do
  local key, output = ARGV[i], ARGV[i + 1]
  if ARGV[i + 2] == '1' then redis.call('SET', ARGV[1] .. key, output, 'PX', ARGV[6]) end
  local carried = ''
  if #output <= tonumber(ARGV[7]) then carried = ',"output":' .. output end
  tell(key, '{"kind":"done"' .. carried .. '}')
  redis.call('DEL', ARGV[2] .. key, ARGV[3] .. key, ARGV[5] .. key)
end
send()
