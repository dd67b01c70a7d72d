import type { z } from 'zod'
import type { LlmAdapter } from './llm-adapter.js'
import type { LocalAdapter } from './local-adapter.js'
import type { RemoteAdapter } from './remote-adapter.js'

/** A task made callable. `I` and `O` are the zod object schemas of input and output. */
export interface Tool<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  /** The Hugging Face task id: `image-to-text`. Users' own tools take any lower-case id with dashes. */
  id: string
  /** One or two sentences for a planner: what it does, when to use it, what it can't do. */
  description: string
  /** Every field is made with a constructor of `fields.ts`, so that it has a modality. */
  input: I
  output: O
  /** The result in plain words, one or two sentences, for an answer without an LLM. */
  describe(result: z.output<O>, input: z.output<I>): string
  /** Words and phrases that ask for this tool, for the rule planner ("describe", "what is on"). Lower case. */
  phrases?: readonly string[] | undefined
  /** How local hosts run it with transformers.js. For built-in tools: hosts know no others. */
  local?: LocalAdapter<z.output<I>, z.output<O>> | undefined
  /** How the LLM that plans and answers runs it, where that sees. */
  llm?: LlmAdapter<z.output<I>, z.output<O>> | undefined
  /** How the Hugging Face backend runs it at a provider or an endpoint. */
  remote?: RemoteAdapter<z.output<I>, z.output<O>> | undefined
  /**
   * For users' own tools: plain code that runs in the parent process, instead of a model. Needs no catalogue entry. What it
   * throws fails the step (a `SwitchyardError` with its code), and so does what `output` doesn't accept. Past
   * `steps.timeoutMs` and on cancellation `signal` aborts, and the result is no longer awaited.
   */
  run?(input: z.output<I>, context: { signal: AbortSignal }): Promise<z.input<O>>
}

/** A tool whose schemas are not known statically: what the registry holds. */
// biome-ignore lint/suspicious/noExplicitAny: existential type; every use goes through the zod schemas
export type AnyTool = Tool<any, any>

/** Identity with inference: `defineTool({ id, input: z.object({...}), ... })` types `describe`, `run` and `local`. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(tool: Tool<I, O>): Tool<I, O> {
  return tool
}
