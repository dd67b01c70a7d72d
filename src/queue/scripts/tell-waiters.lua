--[[
  Tells those who wait for a step.
    ARGV[1]   key prefix of results
    ARGV[2]   key prefix of the sets of who waits for a step
    ARGV[3]   key prefix of what steps have cost
    ARGV[4]   prefix of the channels of those who wait
    ARGV[5]   key prefix of the notes of who runs a step
    ARGV[6]   1: they wait no longer
    ARGV[7]   the step
    ARGV[8]   the message
  Reply: nothing
]]
--- @include "includes/collect-news"
tell(ARGV[7], ARGV[8])
if ARGV[6] == '1' then redis.call('DEL', ARGV[2] .. ARGV[7]) end
send()
