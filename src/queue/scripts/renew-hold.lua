--[[
  Holds a name for longer, if it is still its holder's.
    KEYS[1]  the name's key
    ARGV[1]  the holder's token
    ARGV[2]  how long from now on, milliseconds
  Reply: 1, or 0 when it was lost
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
