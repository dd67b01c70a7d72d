--[[
  Lets go of a name, if it is still its holder's.
    KEYS[1]  the name's key
    ARGV[1]  the holder's token
  Reply: 1, or 0 when it was lost before
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1
