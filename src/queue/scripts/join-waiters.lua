--[[
  Notes that a process waits for steps.
    ARGV[1]   key prefix of results
    ARGV[2]   key prefix of the sets of who waits for a step
    ARGV[3]   key prefix of what steps have cost
    ARGV[4]   prefix of the channels of those who wait
    ARGV[5]   key prefix of the notes of who runs a step
    ARGV[6]   the process that waits
    ARGV[7]   how long to note it, milliseconds
    ARGV[8..] the steps
  Reply: for each step its result, or nothing
]]
local found = {}
for i = 8, #ARGV do
  redis.call('SADD', ARGV[2] .. ARGV[i], ARGV[6])
  redis.call('PEXPIRE', ARGV[2] .. ARGV[i], ARGV[7])
  found[#found + 1] = redis.call('GET', ARGV[1] .. ARGV[i])
end
return found
