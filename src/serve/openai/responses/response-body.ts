import { z } from 'zod'
import type { RunUsage } from '../../../spending/usage.js'
import { usageBody } from '../chat/chat-reply.js'
import { responseRequestSchema, type TextFormat } from './response-request.js'

export const responseHeadSchema = z.object({
  id: z.string(),
  runId: z.string(),
  /** Seconds since 1970. */
  createdAt: z.number(),
  request: responseRequestSchema.omit({ input: true }),
})
/** What all states of a response have in common. */
export type ResponseHead = z.output<typeof responseHeadSchema>

export type OutputText = { type: 'output_text'; text: string; annotations: never[]; logprobs: never[] }
export type OutputItem =
  | { type: 'reasoning'; id: string; summary: { type: 'summary_text'; text: string }[] }
  | {
      type: 'message'
      id: string
      status: 'in_progress' | 'completed' | 'incomplete'
      role: 'assistant'
      content: OutputText[]
    }

/** How far a response is. */
export interface ResponseState {
  status: 'in_progress' | 'completed' | 'failed' | 'cancelled'
  output: readonly OutputItem[]
  usage?: RunUsage | undefined
  error?: { code: string; message: string } | undefined
  /** When it was completed, seconds since 1970. */
  completedAt?: number | undefined
  /** How the run itself judges its answer. */
  runStatus?: string | undefined
}

/** A response as the API shows it. */
export type ResponseBody = ReturnType<typeof responseBody>

export function responseBody({ id, runId, createdAt, request }: ResponseHead, state: ResponseState) {
  const { background, store, metadata, text, temperature } = request
  return {
    id,
    object: 'response' as const,
    created_at: createdAt,
    completed_at: state.completedAt ?? null,
    status: state.status,
    background: background ?? false,
    error: state.error ?? null,
    incomplete_details: null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: null,
    metadata: metadata ?? {},
    model: request.model,
    output: state.output,
    parallel_tool_calls: true,
    previous_response_id: request.previous_response_id ?? null,
    prompt_cache_key: request.prompt_cache_key ?? null,
    reasoning: { effort: null, summary: null },
    safety_identifier: request.safety_identifier ?? null,
    service_tier: 'default',
    store: store ?? true,
    temperature: temperature ?? 1,
    text: { format: formatBody(text?.format) },
    tool_choice: 'auto',
    tools: [],
    top_logprobs: 0,
    top_p: 1,
    presence_penalty: 0,
    frequency_penalty: 0,
    truncation: 'disabled',
    usage: state.usage ? responseUsage(state.usage) : null,
    user: request.user ?? null,
    switchyard: { run_id: runId, status: state.runStatus ?? null },
  }
}

function responseUsage(usage: RunUsage) {
  const { prompt_tokens, completion_tokens, total_tokens, cost } = usageBody(usage)
  return {
    input_tokens: prompt_tokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: completion_tokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens,
    cost,
  }
}

function formatBody(format: TextFormat | null | undefined) {
  if (format?.type !== 'json_schema') return format ?? { type: 'text' as const }
  const { type, name, description, schema, strict } = format
  return { type, name: name ?? 'answer', description: description ?? null, schema, strict: strict ?? true }
}
