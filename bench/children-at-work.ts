import { readFileSync } from 'node:fs'
import { timed } from './bench-line.js'

/**
 * How many child processes are at work at once, on average over the time that the work takes. At work is one that runs or waits
 * for a core. Of the same work done by one child at a time and by several at once, the ratio of the two is how many times as fast
 * it is with a core for each; other work on the machine makes both take longer, but leaves the ratio. Only Linux tells what processes
 * wait for; elsewhere it is one divided by the milliseconds, of which the ratio is that of the times.
 */
export async function childrenAtWork(work: () => Promise<unknown>): Promise<number> {
  const before = workOfChildren()
  const took = await timed(work)
  const after = workOfChildren()
  if (after.size === 0) return 1 / took
  return [...after].reduce((sum, [id, worked]) => sum + worked - (before.get(id) ?? worked), 0) / took
}

/** What the main thread of each has run and waited for a core so far, milliseconds, by process id. */
function workOfChildren(): Map<string, number> {
  const ids = read(`/proc/self/task/${process.pid}/children`).split(' ').filter(Boolean)
  return new Map(
    ids.map((id) => {
      const [ran = 0, waited = 0] = read(`/proc/${id}/schedstat`).split(' ').map(Number)
      return [id, (ran + waited) / 1e6]
    }),
  )
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}
