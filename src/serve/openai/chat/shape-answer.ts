import type { RunResult } from '../../../agent/run.js'
import { SwitchyardError } from '../../../core/errors.js'
import { asData, dataRule } from '../../../llm/as-data.js'
import type { LanguageModel } from '../../../llm/language-model.js'
import { meteredModel } from '../../../llm/llm-meter.js'
import type { Spending } from '../../../spending/spending.js'
import { badRequest } from '../../http/api-error.js'
import type { ChatRequest } from './chat-request.js'

/** The form that a client wants an answer in. */
export interface AnswerShape {
  name: string
  schema: Record<string, unknown>
}

/** The form that a chat completion is asked for in, or undefined for plain text. @throws ApiError as `requireShaping` does */
export function wantedShape(
  { response_format: format }: ChatRequest,
  model: LanguageModel | undefined,
): AnswerShape | undefined {
  if (!format || format.type === 'text') return undefined
  requireShaping(model, 'response_format')
  return format.type === 'json_schema' ? format.json_schema : anyObject
}

/** Any JSON object. */
export const anyObject: AnswerShape = { name: 'answer', schema: { type: 'object' } }

/** @throws ApiError where there is no LLM to put an answer into JSON */
export function requireShaping(model: LanguageModel | undefined, param: string): void {
  if (model) return
  throw badRequest(
    `An answer in JSON needs an LLM, and this server has none. Leave "${param}" out, or have it started with --llm.`,
    param,
    'llm_required',
  )
}

/** Most characters of a step's result that the LLM is told. */
const maxCharacters = 8000

const rules = `You put the answer to a request into JSON that obeys the given schema. Use only what the answer and the results say; do not add facts. ${dataRule}`

/** The answer of a run in the wanted form. @throws SwitchyardError `PROVIDER_*` */
export async function shapeAnswer(
  { text, answer, steps }: RunResult,
  shape: AnswerShape,
  { model, spending, signal }: { model: LanguageModel; spending: Spending; signal: AbortSignal },
): Promise<string> {
  const results = steps
    .filter(({ status }) => status === 'done')
    .map(({ id, output }) => asData(id, output ?? null, { maxCharacters }))
  const messages = [
    { role: 'system' as const, content: rules },
    {
      role: 'user' as const,
      content: `The request:\n${text}\n\nResults:\n${results.join('\n')}\n\nThe answer:\n${asData('answer', answer)}\n\nThe schema:\n${JSON.stringify(shape.schema)}`,
    },
  ]
  const reply = await meteredModel(model, spending.llm).json(messages, {
    signal,
    schema: shape.schema,
    schemaName: shape.name,
  })
  try {
    return JSON.stringify(JSON.parse(reply.text))
  } catch (cause) {
    throw new SwitchyardError(
      'PROVIDER_BAD_REPLY',
      'The LLM wrote no JSON of the wanted form. Send the request again, or use another LLM.',
      { cause, retryable: true },
    )
  }
}
