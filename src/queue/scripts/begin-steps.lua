--[[
  Looks up what steps have cost and whether they are finished. Of a step that another process ran and never let go, that
  process has died: that is noted. Those that have cost nothing and are not finished are noted as running from now on,
  beside others, and whoever waits for them hears that they start.
    ARGV[1]   key prefix of results
    ARGV[2]   key prefix of the sets of who waits for a step
    ARGV[3]   key prefix of what steps have cost
    ARGV[4]   prefix of the channels of those who wait
    ARGV[5]   key prefix of the notes of who runs a step
    ARGV[6]   the message that a step starts
    ARGV[7]   how long notes are kept, milliseconds
    ARGV[8..] pairs: the step, the token that proves that this process holds its job
  Reply: for each step how many processes it has ended alone, how many beside other steps, and its result or nothing
]]
--- @include "includes/collect-news"
-- A token is the process and the number of its take: one that lost its job and takes it again has not died.
local function processOf(token) return token:match('^(.*):%d+$') or token end
local found = {}
for i = 8, #ARGV, 2 do
  local key, token = ARGV[i], ARGV[i + 1]
  local runs, cost = ARGV[5] .. key, ARGV[3] .. key
  -- A key that something else has written says nothing: one bad key must not hold up the other steps.
  local before = redis.pcall('GET', runs)
  if type(before) == 'string' then
    local how, whose = before:match('^(%a+) (.+)$')
    if whose and processOf(whose) ~= processOf(token) then
      redis.pcall('HSET', cost, whose, how)
      redis.pcall('PEXPIRE', cost, ARGV[7])
      redis.call('DEL', runs)
    end
  end
  local alone, together = 0, 0
  for _, how in ipairs(redis.pcall('HVALS', cost)) do
    if how == 'alone' then alone = alone + 1 else together = together + 1 end
  end
  local result = redis.pcall('GET', ARGV[1] .. key)
  if type(result) ~= 'string' then result = false end
  if alone + together == 0 and not result then
    -- A full Redis refuses it: then nobody is blamed.
    redis.pcall('SET', runs, 'together ' .. token, 'PX', ARGV[7])
    tell(key, ARGV[6])
  end
  found[#found + 1] = { alone, together, result }
end
send()
return found
