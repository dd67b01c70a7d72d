import { errnoOf } from '../errno.js'

/** Whether no process of this machine has this id any more. One that belongs to somebody else counts as running. */
export function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return errnoOf(error) === 'ESRCH'
  }
}
