-- What BullMQ calls its keys; `queue` is a queue's name after the prefix. Nothing but this file and its neighbours may know.
local bull = {}
-- List of the jobs that wait; the next one is last.
function bull.waiting(queue) return queue .. ':wait' end
-- Sorted set of the jobs that wait behind those; the next one is first.
function bull.prioritized(queue) return queue .. ':prioritized' end
-- List of the jobs that somebody holds.
function bull.active(queue) return queue .. ':active' end
-- Set of the held jobs whose holders have not renewed them since the last look.
function bull.stalled(queue) return queue .. ':stalled' end
-- Hash of one job.
function bull.job(queue, id) return queue .. ':' .. id end
-- Who holds it: a token.
function bull.lock(queue, id) return queue .. ':' .. id .. ':lock' end
function bull.logs(queue, id) return queue .. ':' .. id .. ':logs' end
