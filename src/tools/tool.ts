import type { z } from 'zod'
import type { LlmAdapter } from './llm-adapter.js'
import type { LocalAdapter } from './local-adapter.js'
import type { ReaderAdapter } from './reader-adapter.js'
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
  /**
   * Phrases that ask for this tool, for the rule planner: `transcribe`, `turn <audio> .. into {text}`. A word stands for all
   * its forms, `a|b` for one of several, `a?` for one that may be missing, `..` for up to six words, `<audio>` for words
   * that name a recording, `{audio}` for one that is to be made, `^` for the begin of a clause. Lower case.
   */
  phrases?: readonly string[] | undefined
  /** What people call its result (`transcript`): a wish where there is none yet, else it points back to that. As `phrases`. */
  results?: readonly string[] | undefined
  /** Whether it says or shows what is there, or makes something up, which is never done on the way to something else. Default: neither. */
  nature?: 'faithful' | 'inventing' | undefined
  /** What its text fields are for, where their names don't tell: `{ text: 'question' }`. Default: by their names. */
  roles?: Readonly<Record<string, 'question' | 'labels' | 'prompt' | 'text'>> | undefined
  /** What its files must be of, beyond their modality: pictures of documents or of tables. Default: anything. */
  about?: readonly ('document' | 'table')[] | undefined
  /** Whether it is run for a file that comes without a request. Default: no. */
  byDefault?: boolean | undefined
  /** Ids of tools whose work it does, less well, where those can't run. */
  standsInFor?: readonly string[] | undefined
  /**
   * Which field of another tool's result each of its inputs is, made of the same file: `{ segments:
   * 'automatic-speech-recognition.segments' }`. The rule planner adds these steps, for an input that may be missing only
   * where the other tool may run.
   */
  madeFrom?: Readonly<Record<string, string>> | undefined
  /** Tasks whose models it can use besides those of its own id. */
  modelsOf?: readonly string[] | undefined
  /** What a chat model's candidate must be told so that it does this tool's work. Absent: a chat model can't. */
  byChat?: Readonly<Record<string, string | number | boolean>> | undefined
  /** Ids that other lists of tools have for it, with the words that ask for it there where those differ. */
  otherNames?:
    | Readonly<Record<string, { phrases?: readonly string[]; results?: readonly string[] }>>
    | undefined
  /**
   * Whether its `label` is always one of those that its model was trained on, never words of a file or of the request. Only
   * such a label of an earlier step is told to an LLM that plans. Default: no.
   */
  fixedLabels?: boolean | undefined
  /** Whether its local models tell if a statement follows from a `text`, asked with `labels: [statement]`. One tool at most. */
  judgesEntailment?: boolean | undefined
  /**
   * The endpoint of OpenAI's API, as in its path behind `/v1/`, that it does the work of when served. `audio/translations`
   * hears with the tool of `audio/transcriptions` first. One tool each.
   */
  openAiEndpoint?:
    | 'embeddings'
    | 'images/generations'
    | 'images/edits'
    | 'audio/speech'
    | 'audio/transcriptions'
    | 'audio/translations'
    | undefined
  /** How local hosts run it with transformers.js. For built-in tools: hosts know no others. */
  local?: LocalAdapter<z.output<I>, z.output<O>> | undefined
  /** How it is worked out from files without a model. For built-in tools; its candidate has `source: code`. */
  reader?: ReaderAdapter<z.output<I>, z.output<O>> | undefined
  /**
   * How local models run it that are told what to do by a mark, as Florence-2 is: the candidate's `taskPrompt`. The one here is
   * for models that no catalogue has.
   */
  localByTaskPrompt?: (LocalAdapter<z.output<I>, z.output<O>> & { taskPrompt: string }) | undefined
  /** How a model that sees runs it: the LLM that plans and answers, or a vision language model on this machine. */
  llm?: LlmAdapter<z.output<I>, z.output<O>> | undefined
  /** How the Hugging Face backend runs it at a provider or an endpoint. */
  remote?: RemoteAdapter<z.output<I>, z.output<O>> | undefined
  /**
   * For users' own tools: plain code that runs in the parent process, instead of a model. Needs no catalogue entry. What it
   * throws fails the step (a `SwitchyardError` with its code), and so does what `output` doesn't accept. Past
   * `steps.timeoutMs` and on cancellation `signal` aborts, and its result no longer counts.
   */
  run?(input: z.output<I>, context: { signal: AbortSignal }): Promise<z.input<O>>
}

/** A tool whose schemas are not known statically: what the registry holds. */
// biome-ignore lint/suspicious/noExplicitAny: existential type; every use goes through the zod schemas
export type AnyTool = Tool<any, any>

/**
 * Defines a tool. It returns what it is given, so that `describe`, `run` and `remote` are typed by the schemas.
 *
 * @example
 * ```ts
 * import { createAgent, defineTool, textField } from 'switchyard-ai'
 * import { z } from 'zod'
 *
 * const shout = defineTool({
 *   id: 'shout',
 *   description: 'Writes a text in capital letters.',
 *   phrases: ['shout'],
 *   input: z.object({ text: textField('the text') }),
 *   output: z.object({ text: textField('the same text in capital letters') }),
 *   run: async ({ text }) => ({ text: text.toUpperCase() }),
 *   describe: ({ text }) => text,
 * })
 * const agent = await createAgent({ profile: 'demo', tools: [shout] })
 * const plan = { steps: [{ id: 's1', tool: 'shout', input: { text: 'hello' } }] }
 * const { answer } = await agent.run({ text: 'Shout hello.', plan }).result
 * console.log(answer)
 * await agent.close()
 * ```
 */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(tool: Tool<I, O>): Tool<I, O> {
  return tool
}
