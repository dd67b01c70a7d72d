import { type Candidate, candidateSchema, type Price } from '../config/candidate.js'
import type { AnyTool } from '../tools/tool.js'
import type { Catalog } from './catalog.js'

export interface LlmCandidateOptions {
  /** The LLM's spec. */
  id: string
  /** The server that it is asked at, where that is one's own. */
  endpoint: string | undefined
  price: Price | undefined
}

/** The LLM that plans and answers, as something that tools may run on. It was not measured, so its ratings are middling. */
export function createLlmCandidate({ id, endpoint, price }: LlmCandidateOptions): Candidate {
  return candidateSchema.parse({ backend: 'llm', model: id, endpoint, price, quality: 4, speed: 3 })
}

/** The same catalogue, in which an LLM that sees is one more candidate of the tools that know how to ask it. */
export function withLlm(
  catalog: Catalog,
  { candidate, tools }: { candidate: Candidate; tools: readonly AnyTool[] },
): Catalog {
  const asking = new Set(tools.flatMap(({ id, llm }) => (llm ? [id] : [])))
  return {
    candidates: (tool) =>
      asking.has(tool) ? [...catalog.candidates(tool), candidate] : catalog.candidates(tool),
  }
}
