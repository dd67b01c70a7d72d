--[[
  Ends a run: stores its outcome and its events, and forgets its state.
    ARGV[1]   the run's outcome
    ARGV[2]   its stream of events
    ARGV[3]   its channel of news
    ARGV[4]   its packed events
    ARGV[5]   the outcome, packed
    ARGV[6]   the events, packed
    ARGV[7]   how long to keep the outcome, milliseconds
    ARGV[8]   how long to keep the events, milliseconds
    ARGV[9]   the last event that is packed, or `-`
    ARGV[10..] keys to delete
  Reply: 1; 0 when the run had ended; -1 when there is an event more by now
]]
if redis.call('EXISTS', ARGV[1]) == 1 then return 0 end
local last = redis.call('XREVRANGE', ARGV[2], '+', '-', 'COUNT', 1)[1]
if (last and last[1] or '-') ~= ARGV[9] then return -1 end
redis.call('SET', ARGV[1], ARGV[5], 'PX', ARGV[7])
redis.call('SET', ARGV[4], ARGV[6], 'PX', ARGV[8])
redis.call('DEL', ARGV[2], unpack(ARGV, 10))
redis.call('PUBLISH', ARGV[3], 'end')
return 1
