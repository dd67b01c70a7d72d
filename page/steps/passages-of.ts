import type { AnswerEvidence } from '../../src/answer/evidence.js'

/** What an output says in words of its own or of a text: its `text`, and that of its rows. */
export function passagesOf(output: unknown, depth = 0): string[] {
  if (Array.isArray(output)) return output.flatMap((item) => passagesOf(item, depth + 1))
  if (typeof output !== 'object' || output === null || depth > 3) return []
  return Object.entries(output).flatMap(([name, value]) =>
    name === 'text' && typeof value === 'string' ? [value] : passagesOf(value, depth + 1),
  )
}

/** The passages of a text file that a step found: those that an answer rests on, else what the step says. */
export function passagesIn(
  digest: string,
  { evidence, step, output }: { evidence: readonly AnswerEvidence[]; step: string; output: unknown },
): string[] {
  const rested = evidence.flatMap(({ foundBy, media, text }) =>
    foundBy === step && media?.digest === digest && text !== undefined ? [text] : [],
  )
  return [...new Set([...rested, ...passagesOf(output)])]
}
