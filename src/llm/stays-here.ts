import { isLoopback } from '../config/endpoint.js'
import type { Env } from '../core/env.js'

/** Whether what an LLM is told stays on this machine: a `local:` model, or an OpenAI-compatible server on it. */
export function llmStaysHere(id: string, { OPENAI_BASE_URL: server }: Env): boolean {
  if (id.startsWith('local:')) return true
  return (
    id.startsWith('openai:') && server !== undefined && URL.canParse(server) && isLoopback(new URL(server))
  )
}
