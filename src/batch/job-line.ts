import { resolve } from 'node:path'
import { z } from 'zod'
import { strictParse } from '../config/strict-parse.js'
import { type ErrorInfo, SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import { trimEndOf } from '../core/trim-end.js'
import { planSchema } from '../plan/plan.js'
import { type CallUrl, callUrls, type EndpointCall } from './endpoint-call.js'

/** The endpoint of Switchyard's own jobs. */
export const jobUrl = '/v1/runs'

/**
 * A line of a jobs file: the OpenAI batch format with a Switchyard request as its body. `method` and `url` say nothing
 * that isn't known and may be left out; when there, they are checked.
 */
const jobSchema = z.strictObject({
  /** Names the job in the results. Unique in its file. */
  custom_id: z.string().min(1).max(512),
  method: z.literal('POST').optional(),
  url: z
    .literal(jobUrl, { error: `must be "${jobUrl}", be left out, or be one of ${callUrls.join(', ')}` })
    .optional(),
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

/** A line of OpenAI's batch format: a request of one of its endpoints. What is wrong with the body, the endpoint says. */
const callLineSchema = z.strictObject({
  custom_id: jobSchema.shape.custom_id,
  method: z.literal('POST').optional(),
  url: z.enum(callUrls),
  body: z.record(z.string(), z.unknown()),
})

/** One request of a batch. */
export interface Job {
  customId: string
  text: string
  /** Paths are absolute. */
  media: string[]
  plan?: z.output<typeof planSchema> | undefined
  /** A request of an endpoint of OpenAI's API; there are no text and no media then. */
  call?: EndpointCall | undefined
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
 * @param endpoint the one endpoint whose requests are taken. Default: all, and Switchyard's own jobs
 */
export function parseJobLine(
  { number, content }: { number: number; content: Result<string, string> },
  { folder, endpoint }: { folder: string; endpoint?: CallUrl | undefined },
): Result<Job, BrokenLine> {
  if (!content.ok) return err(brokenLine(number, content.error))
  const json = parseJson(content.value)
  if (!json.ok) return err(brokenLine(number, json.error))
  const customId = z.object({ custom_id: jobSchema.shape.custom_id }).safeParse(json.value).data?.custom_id
  const url = z.object({ url: z.enum(callUrls) }).safeParse(json.value).data?.url
  if (endpoint !== undefined && url !== endpoint)
    return err(brokenLine(number, `url: must be "${endpoint}", as the batch says`, customId))
  if (url !== undefined) {
    const call = parseAs(callLineSchema, json.value, number)
    if (!call.ok) return err(brokenLine(number, call.error, customId))
    const { custom_id, body } = call.value
    return ok({ customId: custom_id, text: '', media: [], call: { url, body } })
  }
  const parsed = parseAs(jobSchema, json.value, number)
  if (!parsed.ok) return err(brokenLine(number, parsed.error, customId))
  const { custom_id, body } = parsed.value
  return ok({
    customId: custom_id,
    text: body.text,
    media: body.media.map((source) => resolveSource(source, folder)),
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

function parseAs<S extends z.ZodType>(schema: S, json: unknown, number: number): Result<z.output<S>, string> {
  try {
    const where = `line ${number}`
    const parsed = strictParse(schema, json, where)
    return parsed.ok ? parsed : err(parsed.error.message.slice(where.length + 2))
  } catch (cause) {
    if (cause instanceof RangeError) return err('nested too deeply')
    throw cause
  }
}

/** A source as it is said in a file: a relative path starts at the file's folder. Two letters at least: `C:\` is a drive. */
export const resolveSource = (source: string, folder: string): string =>
  /^(?:data:|file:|[a-z][a-z0-9+.-]+:\/\/)/i.test(source) ? source : resolve(folder, source)
