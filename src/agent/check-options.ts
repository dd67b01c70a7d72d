import { z } from 'zod'
import { strictParse } from '../config/strict-parse.js'
import { SwitchyardError } from '../core/errors.js'
import { type Opinion, opinionSchema } from '../feedback/feedback.js'
import type { AgentOptions, Request } from './options.js'

// What programs in plain JavaScript may get wrong. Only checked, never copied: models and streams are objects of their own.

const anObject = z.custom<object>((value) => typeof value === 'object' && value !== null, 'must be an object')
const aFunction = z.custom((value) => typeof value === 'function', 'must be a function')

const ownToolSchema = z
  .object({
    id: z.string(),
    description: z.string(),
    describe: aFunction,
    run: aFunction.optional(),
    remote: anObject.optional(),
  })
  .refine(({ run, remote }) => run || remote, {
    error: 'needs `run` or `remote`; `local` is for built-in tools, the only ones that hosts know',
  })

const agentOptionsSchema = z.strictObject({
  profile: z.string().optional(),
  config: z.string().optional(),
  set: z.array(z.string()).optional(),
  llm: z
    .union([z.string(), z.object({ id: z.string(), json: aFunction, stream: aFunction })], {
      error: 'must be a spec like "openai:gpt-5-mini", or an object with `id`, `json` and `stream`',
    })
    .optional(),
  tools: z.array(ownToolSchema).optional(),
  env: anObject.optional(),
} satisfies Record<keyof AgentOptions, z.ZodType>)

const requestSchema = z.strictObject({
  text: z.string(),
  // Each is told apart, or refused, where it is taken in; a plan where it is validated.
  media: z.array(z.unknown()).optional(),
  plan: z.unknown().optional(),
} satisfies Record<keyof Request, z.ZodType>)

/** @throws SwitchyardError `INVALID_CONFIG` that says what is wrong, for unknown options with the nearest known one */
export function checkAgentOptions(options: AgentOptions): void {
  const checked = strictParse(agentOptionsSchema, options, 'createAgent')
  if (!checked.ok) throw checked.error
}

/** @throws SwitchyardError `INVALID_REQUEST` that says what is wrong, for unknown fields with the nearest known one */
export function checkRequest(request: Request): void {
  checkAsked(requestSchema, request, 'The request')
}

/** @throws SwitchyardError `INVALID_REQUEST` that says what is wrong, for unknown fields with the nearest known one */
export function checkOpinion(opinion: Opinion): void {
  checkAsked(opinionSchema, opinion, 'The feedback')
}

function checkAsked(schema: z.ZodType, value: unknown, where: string): void {
  const checked = strictParse(schema, value, where)
  if (checked.ok) return
  const { message, details } = checked.error
  throw new SwitchyardError('INVALID_REQUEST', message, { details })
}
