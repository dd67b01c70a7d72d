import { SwitchyardError } from '../core/errors.js'
import { formatList } from '../core/text.js'

interface Failure {
  /** Of the candidate. */
  id: string
  /** Another candidate's where that one stood for this, too. */
  error: SwitchyardError
}

/**
 * One error for a step whose candidates have all failed: everyone's words, and the first one's code, unless one of them
 * could only not be paid for: with more money, the step may go well.
 */
export function combineFailures(tool: string, failures: readonly Failure[]): SwitchyardError {
  const first = failures[0]
  const lead = failures.find(({ error }) => error.code === 'BUDGET_EXCEEDED') ?? first
  if (!first || !lead) return new SwitchyardError('INTERNAL', `The route of ${tool} is empty.`)
  if (failures.length === 1) return first.error
  return new SwitchyardError(lead.error.code, inWords(tool, failures), {
    retryable: failures.some(({ error }) => error.retryable),
    details: {
      ...lead.error.details,
      candidates: failures.map(({ id, error }) => ({ candidate: id, code: error.code })),
    },
    cause: first.error,
  })
}

/** A reason that was said in full is not said again for each candidate: all of them are in the attempts. */
function inWords(tool: string, failures: readonly Failure[]): string {
  const byReason = new Map<string, Failure[]>()
  const reasons = new Map<SwitchyardError, string>()
  for (const failure of failures) {
    const reason = reasons.get(failure.error) ?? reasonOf(failure)
    reasons.set(failure.error, reason)
    byReason.set(reason, [...(byReason.get(reason) ?? []), failure])
  }
  const groups = [...byReason.values()]
  if (groups.length === 1) return failures[0]?.error.message ?? ''
  return `All ${failures.length} candidates of ${tool} failed. ${groups.flatMap(wordsOf).join(' ')}`
}

function wordsOf([first, ...others]: readonly Failure[]): string[] {
  if (!first) return []
  const { id, error } = first
  const same =
    others.length > 0 ? [`${formatList(others.map(({ id }) => id))}: the same (${error.code}).`] : []
  return [`${id}: ${error.message}`, ...same]
}

/** What is said, but for the name of the model. */
function reasonOf({ id, error }: Failure): string {
  const model = id.slice(id.indexOf(':') + 1).split('@')[0] ?? id
  return `${error.code} ${model ? error.message.replaceAll(model, 'it') : error.message}`
}
