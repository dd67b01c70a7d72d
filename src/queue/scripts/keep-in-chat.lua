--[[
  Keeps something of a chat that is there: what ends after a chat was deleted brings nothing of it back.
    KEYS[1]  the hash of the owner's chats
    KEYS[2]  where it goes
    ARGV[1]  the chat's id
    ARGV[2]  the field of the hash KEYS[2]; empty: KEYS[2] is a list, which it is appended to
    ARGV[3]  what to keep
  Reply: 0 when there is no such chat, else 1
]]
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
if ARGV[2] == '' then
  redis.call('RPUSH', KEYS[2], ARGV[3])
else
  redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
end
return 1
