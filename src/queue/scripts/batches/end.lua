--[[
  Ends an attempt, and forgets its run's state.
    KEYS[1]  what the keys of batches start with
    KEYS[2..] keys of the run, to delete
    ARGV[1]  the batch's id
    ARGV[2]  the job
    ARGV[3]  the attempt
    ARGV[4]  the state that it ends in
    ARGV[5]  now, milliseconds
    ARGV[6]  how many of its steps were remembered
    ARGV[7]  the packed result line
    ARGV[8]  what it cost, billionths of a US dollar
  Reply: 1 when this end counts, else 0
]]
--- @include "includes/batch"
local id, job, attempt = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
for place = 2, #KEYS do call('DEL', KEYS[place]) end
release(id, job, attempt)
local state, counts = stateOf(id, job)
if not state or counts ~= attempt or (state ~= 'q' and state ~= 'r') then return 0 end
if state == 'r' then call('HINCRBY', meta(id), 'active', -1) end
setState(id, job, ARGV[4], attempt)
call('XADD', part('results', id), '*', 'job', job, 'attempt', attempt, 'state', ARGV[4], 'line', ARGV[7])
call('HINCRBY', meta(id), ends[ARGV[4]], 1)
call('HINCRBY', meta(id), 'cacheHits', ARGV[6])
call('HINCRBY', meta(id), 'cost', ARGV[8])
call('PEXPIRE', part('results', id), unfinishedMs)
endIfDone(id, ARGV[5])
call('PUBLISH', news(id), 'end')
return 1
