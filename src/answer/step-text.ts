import { formatList } from '../core/text.js'
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

/** Most subjects that a line names. */
const mostNamed = 5

/**
 * What steps that did not finish leave undone, and why: a line for those of one tool that have the same reason. A reason
 * that another line gives is not given again.
 */
export function describeUndone(steps: readonly StepReport[]): string[] {
  const groups = new Map<string, { reason: string; steps: StepReport[] }>()
  for (const step of steps) {
    const reason = withoutNames(step)
    const key = `${step.tool} ${reason}`
    const group = groups.get(key) ?? { reason, steps: [] }
    groups.set(key, { reason, steps: [...group.steps, step] })
  }
  const told = new Set<string>()
  return [...groups.values()].map(({ reason, steps: [first, ...others] }) => {
    const isTold = told.has(reason)
    told.add(reason)
    return first ? describeGroup([first, ...others], { isTold }) : ''
  })
}

function describeGroup(
  [first, ...others]: [StepReport, ...StepReport[]],
  { isTold }: { isTold: boolean },
): string {
  const { tool, status, error } = first
  const steps = [first, ...others]
  const subjects = [...new Set(steps.map(({ subject }) => subject.trim()).filter(Boolean))]
  const more = subjects.length - mostNamed
  const named = more > 1 ? [...subjects.slice(0, mostNamed), `${more} more`] : subjects
  const what = `${tool}${named.length > 0 ? ` on ${formatList(named)}` : ''}`
  const ids = `[${steps.map(({ id }) => id).join(', ')}]`
  const why = error?.message.trim()
  if (status === 'skipped') {
    const isOne = steps.every(({ error }) => error?.message.trim() === why)
    return `${what} was skipped: ${(isOne && why) || 'It needs a step that failed.'} ${ids}`
  }
  if (status === 'cancelled') return `${what} was cancelled. ${ids}`
  if (isTold) return `${what} could not be done for the same reason. ${ids}`
  return `${what} could not be done: ${why ?? 'no reason was given.'} ${ids}`
}

/** Why a step did not finish, but for the names of its tool, its model and the step that it needs. */
function withoutNames({ tool, status, error }: StepReport): string {
  if (error?.code === 'STEP_SKIPPED') return status
  const model = error?.details?.model
  return [tool, ...(typeof model === 'string' ? [model] : [])].reduce(
    (text, name) => text.replaceAll(name, 'it'),
    `${status} ${error?.message ?? ''}`,
  )
}
