import { resolve } from 'node:path'
import { z } from 'zod'
import { strictParse } from '../config/strict-parse.js'
import { type ErrorInfo, SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import { trimEndOf } from '../core/trim-end.js'
import { planSchema } from '../plan/plan.js'

/** The one endpoint that a job's `url` may name. */
export const jobUrl = '/v1/runs'

/**
 * A line of a jobs file: the OpenAI batch format with a Switchyard request as its body. `method` and `url` say nothing
 * that isn't known and may be left out; when there, they are checked.
 */
export const jobSchema = z.strictObject({
  /** Names the job in the results. Unique in its file. */
  custom_id: z.string().min(1).max(512),
  method: z.literal('POST').optional(),
  url: z.literal(jobUrl, { error: `must be "${jobUrl}", or be left out` }).optional(),
  body: z
    .strictObject({
      /** What is asked, in words. */
      text: z.string(),
      /** Paths (relative ones start at the jobs file's folder), `http(s):`, `file:` or `data:` URLs. */
      media: z.array(z.string().min(1)).default([]),
      /** A plan to run as it is, instead of asking a planner. */
      plan: planSchema.optional(),
    })
    .refine(({ text, media }) => text.trim() !== '' || media.length > 0, {
      error: 'is empty: say what you want to know in "text", or name files in "media"',
    }),
})

/** One request of a batch. */
export interface Job {
  customId: string
  text: string
  /** Paths are absolute. */
  media: string[]
  plan?: z.output<typeof planSchema> | undefined
}

/** A line of a jobs file that is no job. `error.details.line` is its number. */
export interface BrokenLine {
  line: number
  /** Where it can be read. */
  customId?: string | undefined
  error: ErrorInfo
}

/**
 * Parses one line of a jobs file.
 *
 * @param folder where relative paths start
 */
export function parseJobLine(
  { number, content }: { number: number; content: Result<string, string> },
  { folder }: { folder: string },
): Result<Job, BrokenLine> {
  if (!content.ok) return err(brokenLine(number, content.error))
  const json = parseJson(content.value)
  if (!json.ok) return err(brokenLine(number, json.error))
  const customId = z.object({ custom_id: jobSchema.shape.custom_id }).safeParse(json.value).data?.custom_id
  const parsed = parseJob(json.value, number)
  if (!parsed.ok) return err(brokenLine(number, parsed.error, customId))
  const { custom_id, body } = parsed.value
  return ok({
    customId: custom_id,
    text: body.text,
    media: body.media.map((source) => absolute(source, folder)),
    plan: body.plan,
  })
}

/** The error for a line that can't be run, with what is wrong in words. */
export function brokenLine(line: number, problem: string, customId?: string): BrokenLine {
  const error = new SwitchyardError('INVALID_REQUEST', `line ${line}: ${trimEndOf(problem, '.')}.`, {
    details: { line },
  })
  return { line, customId, error: error.toInfo() }
}

function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text))
  } catch (cause) {
    // The parser quotes the text, which may hold megabytes or secrets; where it stopped is what helps.
    const at =
      cause instanceof Error ? /at position \d+|end of JSON input/.exec(cause.message)?.[0] : undefined
    return err(`no JSON object${at ? ` (stopped ${at.replace(/^end/, 'at the end')})` : ''}`)
  }
}

function parseJob(json: unknown, number: number): Result<z.output<typeof jobSchema>, string> {
  try {
    const where = `line ${number}`
    const parsed = strictParse(jobSchema, json, where)
    return parsed.ok ? parsed : err(parsed.error.message.slice(where.length + 2))
  } catch (cause) {
    if (cause instanceof RangeError) return err('nested too deeply')
    throw cause
  }
}

// Two letters at least: `C:\` is a drive.
const absolute = (source: string, folder: string): string =>
  /^(?:data:|file:|[a-z][a-z0-9+.-]+:\/\/)/i.test(source) ? source : resolve(folder, source)
