/**
 * The bookkeeping of batches, as scripts that Redis runs one at a time. All of a batch's data is under keys that start
 * with `NAMESPACE:batch`:
 *
 * - `batch:ID`, a hash: what was asked for, and the counts
 * - `batch-pages:ID`, a sorted set: the jobs, packed some hundred to a page, by the number of the first
 * - `batch-states:ID`, a string: two bytes a job, its state and which attempt counts
 * - `batch-again:ID`, a list: jobs to hand out again
 * - `batch-results:ID`, a stream: one entry for each job that has ended, in the order in which they did
 *
 * and of all batches together, for each priority P and submitter S: `batch-ring:P`, the submitters who have jobs to hand
 * out, in turn; `batch-turn:P:S`, the batches of one; `batch-held:P:S`, the jobs that the queue holds for one, by when it
 * took them; `batch-held-by:P`, who has any; `batch-ending`, batches that were cancelled or whose deadline is over;
 * `batch-deadlines`; `batch-all`, by when they were submitted.
 *
 * A job's state is one byte, so it has one outcome by construction: a script that ends a job changes the byte, the counts
 * and the stream together, and only from a state that is no end, and only for the attempt that counts.
 */

/**
 * States: `w` waits for its turn, `q` in the queue of runs, `r` a driver has begun it; ended: `A` answered, `P` partly,
 * `F` failed, `C` cancelled, `X` no job at all, so that another attempt can't help.
 */
const prelude = `
local base = KEYS[1]
local call = redis.call
local ends = { A = 'answered', P = 'partly', F = 'failed', X = 'failed', C = 'cancelled' }
local kinds = { 'pages', 'states', 'again', 'results' }

local function meta(id) return base .. ':' .. id end
local function part(kind, id) return base .. '-' .. kind .. ':' .. id end
local function news(id) return base .. '-news:' .. id end

local function stateOf(id, job)
  local two = call('GETRANGE', part('states', id), 2 * job, 2 * job + 1)
  if #two < 2 then return nil end
  return two:sub(1, 1), two:byte(2)
end

local function setState(id, job, state, attempt)
  call('SETRANGE', part('states', id), 2 * job, state .. string.char(attempt))
end

local function keepFor(id, ms)
  call('PEXPIRE', meta(id), ms)
  for _, kind in ipairs(kinds) do call('PEXPIRE', part(kind, id), ms) end
end

-- A batch that nobody finishes goes after 30 days.
local unfinishedMs = 2592000000
local function keepUnfinished(id) keepFor(id, unfinishedMs) end

local function endIfDone(id, now)
  local m = call('HMGET', meta(id), 'sealed', 'endedAtMs', 'total', 'answered', 'partly', 'failed', 'cancelled', 'keepMs')
  if m[1] ~= '1' or m[2] ~= '0' or m[4] + m[5] + m[6] + m[7] < tonumber(m[3]) then return end
  call('HSET', meta(id), 'endedAtMs', now)
  call('SREM', base .. '-ending', id)
  call('ZREM', base .. '-deadlines', id)
  keepFor(id, m[8])
end

local function setDeadline(id, deadline)
  call('HSET', meta(id), 'deadlineAtMs', deadline)
  if deadline == '0' then call('ZREM', base .. '-deadlines', id)
  else call('ZADD', base .. '-deadlines', deadline, id) end
end

-- Puts a batch that has jobs to hand out into the rounds.
local function joinRounds(id)
  local m = call('HMGET', meta(id), 'priority', 'submitter')
  local ring = base .. '-ring:' .. m[1]
  local turn = base .. '-turn:' .. m[1] .. ':' .. m[2]
  if not call('LPOS', turn, id) then call('RPUSH', turn, id) end
  if not call('LPOS', ring, m[2]) then call('RPUSH', ring, m[2]) end
  call('PUBLISH', base .. '-work', 'feed')
end

-- Whether what its jobs have cost has come up to what the batch may spend. Billionths of a US dollar; -1: no limit. With 0,
-- jobs are still handed out: what is free may run.
local function isSpent(id)
  local m = call('HMGET', meta(id), 'limit', 'cost')
  local limit = tonumber(m[1]) or -1
  return limit > 0 and tonumber(m[2]) >= limit
end

-- The next job that waits, with its attempt; nil when none does.
local function nextJob(id)
  local m = call('HMGET', meta(id), 'fed', 'total')
  if not m[1] then return nil end
  local fed, total, before = tonumber(m[1]), tonumber(m[2]), tonumber(m[1])
  local found, tries
  while not found do
    local job = call('LPOP', part('again', id))
    if job then job = tonumber(job)
    elseif fed < total then job = fed; fed = fed + 1
    else break end
    local state, attempt = stateOf(id, job)
    if state == 'w' then found = job; tries = attempt end
  end
  if fed > before then call('HSET', meta(id), 'fed', fed) end
  return found, tries
end

local function release(id, job, attempt)
  local m = call('HMGET', meta(id), 'priority', 'submitter')
  if m[1] then call('ZREM', base .. '-held:' .. m[1] .. ':' .. m[2], id .. '~' .. job .. '~' .. attempt) end
end
`

/** ARGV: id, now, deadline, then pairs for the hash. 1: it is new. */
export const createScript = `${prelude}
local id = ARGV[1]
if call('EXISTS', meta(id)) == 1 then return 0 end
call('HSET', meta(id), 'createdAtMs', ARGV[2], 'deadlineAtMs', ARGV[3], 'total', 0, 'sealed', 0, 'fed', 0, 'active', 0,
  'answered', 0, 'partly', 0, 'failed', 0, 'cancelled', 0, 'cacheHits', 0, 'cost', 0, 'ending', '', 'endedAtMs', 0, unpack(ARGV, 4))
call('ZADD', base .. '-all', ARGV[2], id)
if ARGV[3] ~= '0' then call('ZADD', base .. '-deadlines', ARGV[3], id) end
keepUnfinished(id)
return 1`

/**
 * ARGV: id, number of the first job, packed page, states. The number of jobs it has then: more than before when the page
 * was taken, as before when it had been taken already. -1: there is no such batch; -2: it takes no more.
 */
export const appendScript = `${prelude}
local id, first = ARGV[1], tonumber(ARGV[2])
local m = call('HMGET', meta(id), 'total', 'sealed', 'ending')
if not m[1] then return -1 end
if m[3] ~= '' then return -2 end
local total = tonumber(m[1])
if total ~= first or m[2] == '1' then return total end
local states = ARGV[4]
call('ZADD', part('pages', id), first, ARGV[3])
call('APPEND', part('states', id), states)
total = call('HINCRBY', meta(id), 'total', #states / 2)
for place = 1, #states, 2 do
  if states:sub(place, place) == 'X' then
    call('XADD', part('results', id), '*', 'job', first + (place - 1) / 2, 'attempt', states:byte(place + 1), 'state', 'X')
    call('HINCRBY', meta(id), 'failed', 1)
  end
end
keepUnfinished(id)
joinRounds(id)
call('PUBLISH', news(id), 'end')
return total`

/** ARGV: id, now. No more pages come. */
export const sealScript = `${prelude}
local id = ARGV[1]
if call('EXISTS', meta(id)) == 0 then return -1 end
call('HSET', meta(id), 'sealed', 1)
endIfDone(id, ARGV[2])
call('PUBLISH', news(id), 'end')
return 0`

/**
 * ARGV: priority, most jobs that the queue may hold for one submitter, most to claim, now. Claims jobs in rounds: one of
 * each submitter in turn, of whose batches each in turn. A flat list of id, job, attempt.
 */
export const claimScript = `${prelude}
local priority, window, most, now = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local ring = base .. '-ring:' .. priority
local claimed, idle = {}, 0
while #claimed < 3 * most and idle < call('LLEN', ring) do
  local submitter = call('LMOVE', ring, ring, 'LEFT', 'RIGHT')
  local turn = base .. '-turn:' .. priority .. ':' .. submitter
  local held = base .. '-held:' .. priority .. ':' .. submitter
  if call('ZCARD', held) >= window then
    idle = idle + 1
  else
    local id = call('LMOVE', turn, turn, 'LEFT', 'RIGHT')
    local job, attempt
    if not id then call('LREM', ring, 0, submitter)
    elseif call('HGET', meta(id), 'ending') == '' and not isSpent(id) then job, attempt = nextJob(id) end
    if job then
      idle = 0
      setState(id, job, 'q', attempt)
      call('ZADD', held, now, id .. '~' .. job .. '~' .. attempt)
      call('SADD', base .. '-held-by:' .. priority, submitter)
      keepUnfinished(id)
      claimed[#claimed + 1] = id
      claimed[#claimed + 1] = job
      claimed[#claimed + 1] = attempt
    elseif id then call('LREM', turn, 0, id) end
  end
end
return claimed`

/**
 * ARGV: id, job, attempt. What a driver that takes it is to do: go, over, cancelled, deadline. Where the money was spent since
 * the queue took the job, it waits again.
 */
export const beginScript = `${prelude}
local id, job = ARGV[1], tonumber(ARGV[2])
local state, attempt = stateOf(id, job)
if not state or attempt ~= tonumber(ARGV[3]) or (state ~= 'q' and state ~= 'r') then return 'over' end
local ending = call('HGET', meta(id), 'ending')
if state == 'q' and ending == '' and isSpent(id) then
  setState(id, job, 'w', attempt)
  call('RPUSH', part('again', id), job)
  keepUnfinished(id)
  release(id, job, attempt)
  return 'over'
end
if state == 'q' then
  setState(id, job, 'r', attempt)
  call('HINCRBY', meta(id), 'active', 1)
end
return ending == '' and 'go' or ending`

/** KEYS: base, the run's own. ARGV: id, job, attempt, state, now, remembered steps, packed line, cost. 1: this end counts. */
export const endScript = `${prelude}
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
return 1`

/** ARGV: id, why (cancelled or deadline), now. Nothing of the batch starts any more. -1: no such batch; 0: it has ended. */
export const stopScript = `${prelude}
local id = ARGV[1]
local m = call('HMGET', meta(id), 'endedAtMs', 'ending')
if not m[1] then
  call('ZREM', base .. '-deadlines', id)
  return -1
end
if m[1] ~= '0' then return 0 end
call('HSET', meta(id), 'sealed', 1)
if m[2] == '' then call('HSET', meta(id), 'ending', ARGV[2]) end
call('SADD', base .. '-ending', id)
call('ZREM', base .. '-deadlines', id)
endIfDone(id, ARGV[3])
call('PUBLISH', base .. '-work', 'stop')
return 1`

/** ARGV: id, most, now. Ends jobs of a stopped batch that wait. How many. */
export const endWaitingScript = `${prelude}
local id = ARGV[1]
local ending = call('HGET', meta(id), 'ending')
if not ending then call('SREM', base .. '-ending', id) end
if not ending or ending == '' then return 0 end
local to = ending == 'cancelled' and 'C' or 'F'
local ended = 0
while ended < tonumber(ARGV[2]) do
  local job, attempt = nextJob(id)
  if not job then break end
  setState(id, job, to, attempt)
  call('XADD', part('results', id), '*', 'job', job, 'attempt', attempt, 'state', to, 'why', ending)
  call('HINCRBY', meta(id), ends[to], 1)
  ended = ended + 1
end
if ended > 0 then
  endIfDone(id, ARGV[3])
  call('PUBLISH', news(id), 'end')
end
return ended`

/**
 * ARGV: id, deadline, now, then triples of a stream's entry, job, attempt. Has these ended jobs done again: their results
 * leave the stream, and only what the next attempt ends in counts. How many; -1: the batch is just being stopped.
 */
export const retryScript = `${prelude}
local id = ARGV[1]
local m = call('HMGET', meta(id), 'ending', 'endedAtMs')
if m[1] ~= '' and m[2] == '0' then return -1 end
local again = 0
for place = 4, #ARGV, 3 do
  local entry, job, attempt = ARGV[place], tonumber(ARGV[place + 1]), tonumber(ARGV[place + 2])
  local state, counts = stateOf(id, job)
  if state and ends[state] and state ~= 'X' and counts == attempt and attempt < 250 then
    call('XDEL', part('results', id), entry)
    call('HINCRBY', meta(id), ends[state], -1)
    setState(id, job, 'w', attempt + 1)
    call('RPUSH', part('again', id), job)
    again = again + 1
  end
end
if again > 0 then
  call('HSET', meta(id), 'ending', '', 'endedAtMs', 0)
  setDeadline(id, ARGV[2])
  keepUnfinished(id)
  joinRounds(id)
end
return again`

/**
 * ARGV: id, what it may spend from now on (empty: as much as the last time), deadline (empty: as it is). Jobs that waited for
 * money are handed out again.
 */
export const grantScript = `${prelude}
local id = ARGV[1]
local m = call('HMGET', meta(id), 'cost', 'grant')
if not m[1] then return -1 end
local grant = ARGV[2] == '' and m[2] or ARGV[2]
if tonumber(grant) < 0 then return 0 end
local limit = tonumber(grant) > 0 and m[1] + grant or 0
call('HSET', meta(id), 'grant', grant, 'limit', string.format('%.0f', limit))
if ARGV[3] ~= '' then setDeadline(id, ARGV[3]) end
joinRounds(id)
return 1`

/**
 * ARGV: id, job, attempt, now. Looks after a job that the queue was to hold and doesn't: what is to be done with it (go,
 * over, cancelled, deadline). It is not looked after again before its time.
 */
export const lostScript = `${prelude}
local id, job, attempt = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local state, counts = stateOf(id, job)
if not state or counts ~= attempt or (state ~= 'q' and state ~= 'r') then
  release(id, job, attempt)
  return 'over'
end
local m = call('HMGET', meta(id), 'ending', 'priority', 'submitter')
call('ZADD', base .. '-held:' .. m[2] .. ':' .. m[3], 'XX', ARGV[4], id .. '~' .. job .. '~' .. attempt)
return m[1] == '' and 'go' or m[1]`

/**
 * ARGV: priority, until. Jobs that the queue has held since before then, of all submitters: at most 1,000 of each. Those of
 * batches that are gone take up no more of their submitter's window.
 */
export const heldScript = `${prelude}
local found = {}
local by = base .. '-held-by:' .. ARGV[1]
for _, submitter in ipairs(call('SMEMBERS', by)) do
  local held = base .. '-held:' .. ARGV[1] .. ':' .. submitter
  if call('EXISTS', held) == 0 then call('SREM', by, submitter) end
  for _, member in ipairs(call('ZRANGEBYSCORE', held, '-inf', ARGV[2], 'LIMIT', 0, 1000)) do
    if call('EXISTS', meta(member:match('^(.+)~%d+~%d+$'))) == 1 then found[#found + 1] = member
    else call('ZREM', held, member) end
  end
end
return found`
