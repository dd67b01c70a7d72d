import { SwitchyardError } from '../../core/errors.js'

/** The longest that a timer of Node takes. */
const longestMs = 2 ** 31 - 1

export const deadlineExceeded = (): SwitchyardError =>
  new SwitchyardError(
    'DEADLINE_EXCEEDED',
    'It was not answered before its deadline. Give it a later one, or add workers.',
  )

/** Aborts the controller at the deadline; at once when that is over. Returns what stops the clock. */
export function abortAtDeadline(
  controller: AbortController,
  { deadlineAtMs, now }: { deadlineAtMs: number; now: () => number },
): () => void {
  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    const left = deadlineAtMs - now()
    if (left <= 0) controller.abort(deadlineExceeded())
    else timer = setTimeout(look, Math.min(longestMs, Math.ceil(left)))
  }
  look()
  return () => clearTimeout(timer)
}
