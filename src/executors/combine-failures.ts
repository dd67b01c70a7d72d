import { SwitchyardError } from '../core/errors.js'

/**
 * One error for a step whose candidates have all failed: everyone's words, and the first one's code, unless one of them
 * could only not be paid for: with more money, the step may go well.
 */
export function combineFailures(
  tool: string,
  failures: readonly { id: string; error: SwitchyardError }[],
): SwitchyardError {
  const first = failures[0]
  const lead = failures.find(({ error }) => error.code === 'BUDGET_EXCEEDED') ?? first
  if (!first || !lead) return new SwitchyardError('INTERNAL', `The route of ${tool} is empty.`)
  if (failures.length === 1) return first.error
  // A reason that was said in full need not be said again for each candidate: all of them are in the attempts.
  const words = failures
    .map(({ id, error }, place) => {
      const isSame = place > 0 && reasonOf({ id, error }) === reasonOf(first)
      return isSame ? `${id}: the same (${error.code}).` : `${id}: ${error.message}`
    })
    .join(' ')
  return new SwitchyardError(
    lead.error.code,
    `All ${failures.length} candidates of ${tool} failed. ${words}`,
    {
      retryable: failures.some(({ error }) => error.retryable),
      details: {
        ...lead.error.details,
        candidates: failures.map(({ id, error }) => ({ candidate: id, code: error.code })),
      },
      cause: first.error,
    },
  )
}

/** What is said, but for the name of the model. */
function reasonOf({ id, error }: { id: string; error: SwitchyardError }): string {
  const model = id.slice(id.indexOf(':') + 1).split('@')[0] ?? id
  return `${error.code} ${model ? error.message.replaceAll(model, 'it') : error.message}`
}
