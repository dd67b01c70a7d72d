--[[
  Appends an event to a run that has not ended.
    ARGV[1]  the run's outcome
    ARGV[2]  its stream of events
    ARGV[3]  its channel of news
    ARGV[4]  the event
    ARGV[5]  most events to keep
    ARGV[6]  how long to keep them, milliseconds
  Reply: 0 when the run had ended, else 1
]]
if redis.call('EXISTS', ARGV[1]) == 1 then return 0 end
redis.call('XADD', ARGV[2], 'MAXLEN', '~', ARGV[5], '*', 'event', ARGV[4])
redis.call('PEXPIRE', ARGV[2], ARGV[6])
redis.call('PUBLISH', ARGV[3], 'event')
return 1
