--[[
  A process that is alive no longer runs a step: should it have been taken for dead, that is taken back.
    KEYS[1]  the note of who runs the step
    KEYS[2]  what the step has cost
    ARGV[1]  the token of the job that the process holds or held
  Reply: nothing
]]
local runs = redis.call('GET', KEYS[1])
if runs and runs:match('^%a+ (.+)$') == ARGV[1] then redis.call('DEL', KEYS[1]) end
redis.call('HDEL', KEYS[2], ARGV[1])
