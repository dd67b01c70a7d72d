import type { StepReport } from '../executors/step-report.js'
import { parseReference } from '../plan/reference.js'

/**
 * `image1 (scene.png): a cat on a green background. [s1]`, or a list where the summary has one line for each item. What worked on
 * the result of another of the steps is said of that one's file: of the recording, not of `s1.text`.
 */
export function describeDone(
  { id, tool, subject, summary }: StepReport,
  steps: readonly StepReport[],
): string {
  if (tool === 'say') return `${summary ?? ''} [${id}]`
  const lines = (summary ?? '').split('\n').flatMap((line) => (line.trim() ? [line.trim()] : []))
  const head = originOf(subject.trim(), steps)
  if (lines.length > 1) {
    const items = lines.map((line) => (/^\d+\. /.test(line) ? line : `- ${line}`))
    return `${head ? `${head} ` : ''}[${id}]:\n${items.join('\n')}`
  }
  const firstLine = lines[0] ?? 'done, with nothing to say.'
  return `${head ? `${head}: ` : ''}${firstLine} [${id}]`
}

function originOf(subject: string, steps: readonly StepReport[]): string {
  const root = parseReference(`$${subject}`)?.root
  const source = steps.find(({ id }) => id === root)
  return source
    ? originOf(
        source.subject.trim(),
        steps.filter((step) => step !== source),
      )
    : subject
}

/** Why a step was not needed, which is no failure. */
export function describeNotNeeded({ id, tool, subject, reason }: StepReport): string {
  const on = subject.trim() ? ` on ${subject.trim()}` : ''
  return `${tool}${on} was not needed: ${reason ?? 'its condition does not hold'}. [${id}]`
}

/** What a step that did not finish leaves undone, and why. */
export function describeUndone({ id, tool, status, subject, error }: StepReport): string {
  const on = subject.trim() ? ` on ${subject.trim()}` : ''
  const why = error?.message.trim()
  if (status === 'skipped')
    return `${tool}${on} was skipped: ${why ?? 'It needs a step that failed.'} [${id}]`
  if (status === 'cancelled') return `${tool}${on} was cancelled. [${id}]`
  return `${tool}${on} could not be done: ${why ?? 'no reason was given.'} [${id}]`
}
