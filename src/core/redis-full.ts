/** Whether Redis refused a write because its memory is full; a refused transaction carries the refusals of its commands. */
export function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (/\bOOM\b/.test(error.message)) return true
  return 'previousErrors' in error && Array.isArray(error.previousErrors) && error.previousErrors.some(isFull)
}
