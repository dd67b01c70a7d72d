--[[
  The bookkeeping of batches, as scripts that Redis runs one at a time. All of a batch's data is under keys that start
  with 'NAMESPACE:batch':

  - 'batch:ID', a hash: what was asked for, and the counts
  - 'batch-pages:ID', a sorted set: the jobs, packed some hundred to a page, by the number of the first
  - 'batch-states:ID', a string: two bytes a job, its state and which attempt counts
  - 'batch-again:ID', a list: jobs to hand out again
  - 'batch-results:ID', a stream: one entry for each job that has ended, in the order in which they did

  and of all batches together, for each priority P and submitter S: 'batch-ring:P', the submitters who have jobs to hand
  out, in turn; 'batch-turn:P:S', the batches of one; 'batch-held:P:S', the jobs that the queue holds for one, by when it
  took them; 'batch-held-by:P', who has any; 'batch-ending', batches that were cancelled or whose deadline is over;
  'batch-deadlines'; 'batch-all', by when they were submitted.

  A job's state is one byte, so it has one outcome by construction: a script that ends a job changes the byte, the counts
  and the stream together, and only from a state that is no end, and only for the attempt that counts.

  States: 'w' waits for its turn, 'q' in the queue of runs, 'r' a driver has begun it; ended: 'A' answered, 'P' partly,
  'F' failed, 'C' cancelled, 'X' no job at all, so that another attempt can't help.
]]
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
