--[[
  Stores outputs, tells those who wait for them and takes the jobs out of their lanes. A job without parents whose end nobody
  looks up in its queue is taken out as BullMQ's `moveToFinished` does it, without the rest of what that is made for.
    ARGV[1]   key prefix of results
    ARGV[2]   key prefix of the sets of who waits for a step
    ARGV[3]   key prefix of what steps have cost
    ARGV[4]   prefix of the channels of those who wait
    ARGV[5]   key prefix of the notes of who runs a step
    ARGV[6]   how long to keep outputs, milliseconds
    ARGV[7]   most bytes of an output that travels with the message that tells of it
    ARGV[8]   what names of queues start with
    ARGV[9]   hash of how many steps each lane has had computed
    ARGV[10..] of each step: key, output, 1 when it is new, lane, token
  Reply: for each step 1 when its job was still held: one whose lock has run out is, unless another has taken it
]]
--- @include "includes/collect-news"
--- @include "../bullmq/keys"
local ends, done = {}, {}
for i = 10, #ARGV, 5 do
  local key, output, queue, token = ARGV[i], ARGV[i + 1], ARGV[8] .. ':' .. ARGV[i + 3], ARGV[i + 4]
  if ARGV[i + 2] == '1' then redis.call('SET', ARGV[1] .. key, output, 'PX', ARGV[6]) end
  local carried = ''
  if #output <= tonumber(ARGV[7]) then carried = ',"output":' .. output end
  tell(key, '{"kind":"done"' .. carried .. '}')
  redis.call('DEL', ARGV[2] .. key, ARGV[3] .. key, ARGV[5] .. key)
  local lock = bull.lock(queue, key)
  local holder = redis.call('GET', lock)
  local held = (holder == token or not holder) and redis.call('LREM', bull.active(queue), -1, key) == 1
  if held then
    redis.call('DEL', bull.job(queue, key), lock, bull.logs(queue, key))
    redis.call('SREM', bull.stalled(queue), key)
    done[ARGV[i + 3]] = (done[ARGV[i + 3]] or 0) + 1
  end
  ends[#ends + 1] = held and 1 or 0
end
send()
for lane, count in pairs(done) do redis.pcall('HINCRBY', ARGV[9], lane, count) end
return ends
