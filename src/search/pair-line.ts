import { z } from 'zod'
import { resolveSource } from '../batch/job-line.js'
import { describeIssues } from '../core/describe-issues.js'
import { isRecord, parseJson } from '../core/json.js'
import { err, ok, type Result } from '../core/result.js'

/** A picture and a text, as a line of a file of pairs says them. */
export interface Pair {
  /** An absolute path or a URL. */
  image: string
  text: string
  /** The whole line, with whatever else it says. */
  record: Record<string, unknown>
}

const words = (problem: string) => z.string(problem).trim().min(1, problem)
const pairSchema = z.object({
  image: words('there is no picture: name a path or a URL'),
  text: words('there is no text'),
})

/** A line of a file of pairs, or in words why it is none. Relative paths start at `folder`. */
export function parsePairLine(content: Result<string, string>, folder: string): Result<Pair, string> {
  if (!content.ok) return content
  const record = parseJson(content.value)
  if (!isRecord(record)) return err('no JSON object: write {"image": "photo.jpg", "text": "..."}')
  const pair = pairSchema.safeParse(record)
  if (!pair.success) return err(describeIssues(pair.error))
  const { image, text } = pair.data
  return ok({ image: resolveSource(image, folder), text, record })
}
