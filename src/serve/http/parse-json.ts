import type { z } from 'zod'
import { ApiError, badRequest } from './api-error.js'
import { liftInlineFiles } from './lift-inline-files.js'
import { type BodyLimits, useBody } from './read-body.js'

/** Deepest nesting of a JSON body. What nests deeper is no request of a program that means well. */
const maxDepth = 100

/** The JSON body of a request, parsed by a schema. @throws ApiError that names the field that is wrong */
export function readJson<S extends z.ZodType>(
  request: Request,
  schema: S,
  limits: BodyLimits,
): Promise<z.output<S>> {
  return useBody(request, limits, (body) => parseAs(schema, parseJson(body.toString('utf8'))))
}

/** The same where the schema has fields for files: the long ones come as bytes. */
export function readJsonWithFiles<S extends z.ZodType>(
  request: Request,
  schema: S,
  limits: BodyLimits,
): Promise<z.output<S>> {
  return useBody(request, limits, (body) => {
    const lifted = liftInlineFiles(body)
    const parsed = lifted && schema.safeParse(lifted.restore(parseJson(lifted.text)))
    // Something else may have the name of a field for files, and errors are told of the body as it is.
    return parsed?.success ? parsed.data : parseAs(schema, parseJson(body.toString('utf8')))
  })
}

/**
 * The same for what a page of another site may not send: browsers ask before they send JSON, but not before text.
 *
 * @throws ApiError 415 for another content type
 */
export function readDeclaredJson<S extends z.ZodType>(
  request: Request,
  schema: S,
  limits: BodyLimits,
): Promise<z.output<S>> {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (type.trim().toLowerCase() !== 'application/json')
    throw new ApiError('Send this as JSON, with content-type application/json.', {
      status: 415,
      code: 'unsupported_content_type',
    })
  return readJson(request, schema, limits)
}

/** JSON that does not nest too deeply. The message never quotes the text: it may hold secrets. */
export function parseJson(text: string): unknown {
  if (depthOf(text) > maxDepth)
    throw badRequest(`The JSON nests deeper than ${maxDepth} levels.`, undefined, 'json_too_deep')
  try {
    return JSON.parse(text)
  } catch {
    throw badRequest('The body is no JSON. Send a JSON object with content-type application/json.')
  }
}

/** A value as a schema wants it. @throws ApiError 400 with `param` */
export function parseAs<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const { path = [], message = 'is not valid' } = tellingIssue(parsed.error.issues) ?? {}
  const param = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
    .slice(0, 200)
  throw badRequest(`${param || 'The body'}: ${message}.`, param)
}

/**
 * What is wrong with a value, as deep inside as it can be told: of a field that may have several forms, what is wrong with
 * the form that fits best.
 */
function tellingIssue(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  const [issue] = issues
  if (issue?.code !== 'invalid_union') return issue
  const inside = issue.errors.flatMap((form) => {
    const found = tellingIssue(form)
    return found && found.path.length > 0 ? [found] : []
  })
  const [deepest] = inside.sort((a, b) => b.path.length - a.path.length)
  return deepest ? { ...deepest, path: [...issue.path, ...deepest.path] } : issue
}

/** How deeply brackets nest outside of strings; stops counting past the limit. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < text.length && deepest <= maxDepth; at += 1) {
    const char = text.charCodeAt(at)
    if (char === quote) at = endOfString(text, at)
    else if (char === openBrace || char === openBracket) {
      depth += 1
      deepest = Math.max(deepest, depth)
    } else if (char === closeBrace || char === closeBracket) depth -= 1
  }
  return deepest
}

/** Where the string ends that begins at `start`. Media make strings long: what is in them is skipped, not looked at. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === backslash) backslashes += 1
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

const [backslash, quote, openBrace, closeBrace, openBracket, closeBracket] = [92, 34, 123, 125, 91, 93]
