import type { StepReport } from '../../executors/step-report.js'
import { readCitations, withoutCitations } from './citations.js'

/**
 * How likely it is that a text bears a statement out and does not contradict it, 0 to 1; undefined where that can't be told in time. A
 * natural language inference model.
 */
export type Entailment = (
  asked: { text: string; statement: string },
  options: { signal: AbortSignal },
) => Promise<number | undefined>

/** Below this, the results contradict a statement. Small models are often unsure, and then nothing is said against it. */
const contradicted = 0.1

/** Statements that a thing is there, not weighed or limited by anything. Only these are judged: models are good at them. */
const saysPresent =
  /\b(?:there (?:is|are)|(?:picture|image|photo|it) (?:shows|contains|has)|can be seen|is (?:visible|present))\b/i
const weighed =
  /\b(?:no|not|none|without|never|neither|nor|if|whether|or|may|might|could|can|perhaps|maybe|likely|unlikely|only|but|although|however|failed|because)\b|n['’]t\b|[?"“”\d%:|]/i

/** Most characters of results that a statement is held against; small models read no more. */
const mostCharacters = 1200

/** Whether the results of the steps that a sentence cites contradict it; false where it is no plain statement of what is there. */
export async function isContradicted(
  sentence: string,
  { steps, entails, signal }: { steps: readonly StepReport[]; entails: Entailment; signal: AbortSignal },
): Promise<boolean> {
  const statement = withoutCitations(sentence)
    .replace(/^\s*(?:[-*>]\s*)?(?:yes|indeed)\b[,.!]?\s*/i, '')
    .trim()
  if (!saysPresent.test(statement) || weighed.test(statement)) return false
  const cited = readCitations(sentence)
  const results = steps.filter(
    ({ id, status }) => status === 'done' && (cited.length === 0 || cited.includes(id)),
  )
  const text = results
    .map(({ summary = '' }) => summary)
    .join(' ')
    .trim()
  if (text === '' || text.length > mostCharacters) return false
  const score = await entails({ text, statement }, { signal })
  return score !== undefined && score < contradicted
}
