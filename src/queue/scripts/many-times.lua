--[[
  Makes several calls of another script, one after the other. What all calls have in common is sent once.
    KEYS       none: those of the script are among its arguments
    ARGV[1]    how many calls there are
    ARGV[2]    how many arguments each has, keys included
    ARGV[3]    how many of them vary
    ARGV[4]    how many of them are keys
    ARGV[5..]  which vary; then the first call's arguments; then what varies of each other call
  Reply: for each call 1 and its reply, or 0 and its error
]]
local function once(KEYS, ARGV)
--- @script
end
local calls, each, varying = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local keyCount = tonumber(ARGV[4])
local first = 4 + varying
local replies = {}
for n = 1, calls do
  local keys, args = {}, {}
  for i = 1, keyCount do keys[i] = ARGV[first + i] end
  for i = keyCount + 1, each do args[i - keyCount] = ARGV[first + i] end
  if n > 1 then
    local at = first + each + (n - 2) * varying
    for i = 1, varying do
      local place = tonumber(ARGV[4 + i])
      if place > keyCount then args[place - keyCount] = ARGV[at + i] else keys[place] = ARGV[at + i] end
    end
  end
  local done, reply = pcall(once, keys, args)
  if not done and type(reply) == 'table' then reply = reply.err end
  replies[n] = done and { 1, reply } or { 0, tostring(reply) }
end
return replies
