import type { PreTrainedTokenizer } from '@huggingface/transformers'
import { z } from 'zod'
import { cancelledError, SwitchyardError } from '../../../core/errors.js'
import { optionField, outputField } from '../../../tools/fields.js'
import { inside, numberInside } from '../../../tools/local/inside.js'
import { plainWords } from '../../../tools/local/seeing/plain-words.js'
import { tokenLimit } from '../../../tools/local/tokens.js'
import { endTokens, writeTokens } from '../../../tools/local/write-tokens.js'
import type { LocalContext, Pipe } from '../../../tools/local-adapter.js'
import { defineTool } from '../../../tools/tool.js'
import { createJsonConstraint } from './json-constraint.js'

/** Most tokens of a reply in words and of one in JSON, where the candidate's `maxNewTokens` doesn't say. */
const usualTokens = { words: 2048, json: 1024 }
/** A context with less room than this left is full: no reply fits. */
const leastTokens = 48

const messageSchema = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })
type ChatMessage = z.infer<typeof messageSchema>
const optionsSchema = z.object({ maxNewTokens: z.int().positive().optional() })

/**
 * One reply of a language model. No tool of plans: it lives outside `tools/tasks`, so that neither planners nor users see
 * it, and is run by hosts for `local:` LLMs. Without a schema it writes pieces as they come.
 */
export const chatTool = defineTool({
  id: 'chat',
  description: 'Replies to a conversation.',
  input: z.object({
    messages: optionField(z.array(messageSchema).min(1), 'The conversation.'),
    schema: optionField(z.record(z.string(), z.unknown()).optional(), 'What JSON to reply with.'),
    temperature: optionField(z.number().min(0).optional(), 'How freely the reply is worded.'),
    maxTokens: optionField(z.int().positive().optional(), 'Most tokens of the reply.'),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'The whole reply.'),
    finish: outputField(z.enum(['stop', 'length']), 'text', 'Whether the model or a limit ended it.'),
    inputTokens: outputField(z.number(), 'text', 'Tokens of the conversation.'),
    outputTokens: outputField(z.number(), 'text', 'Tokens of the reply.'),
  }),
  describe: ({ text }) => text,
  local: { pipeline: 'text-generation', run: chat },
})

interface ChatInput {
  messages: ChatMessage[]
  schema?: Record<string, unknown> | undefined
  temperature?: number | undefined
  maxTokens?: number | undefined
}

async function chat(
  pipe: Pipe,
  { messages, schema, temperature, maxTokens: wanted }: ChatInput,
  context: LocalContext,
) {
  const { signal } = context
  if (signal.aborted) throw cancelledError(signal)
  const { LogitsProcessorList, PreTrainedModel, PreTrainedTokenizer } = await import(
    '@huggingface/transformers'
  )
  const { model, tokenizer } = pipe
  if (!(model instanceof PreTrainedModel && tokenizer instanceof PreTrainedTokenizer))
    throw new Error('the pipeline has no model or no tokenizer')

  const inputs = tokenizer(promptText(tokenizer, withoutMarks(tokenizer, messages)), {
    add_special_tokens: false,
  })
  const inputTokens = z.number().parse(inside(inputs, 'input_ids', 'size'))
  const { maxNewTokens = schema ? usualTokens.json : usualTokens.words } = optionsSchema.parse(
    context.options,
  )
  const most = Math.min(maxNewTokens, wanted ?? maxNewTokens)
  const maxTokens = Math.min(most, tokenLimit(pipe) - inputTokens)
  if (maxTokens < Math.min(leastTokens, most)) throw tooLong(inputTokens, tokenLimit(pipe))

  const stopTokens = endTokens({ model, tokenizer })
  const constraint =
    schema &&
    (await createJsonConstraint({
      tokenizer,
      schema,
      vocabularySize: vocabularySize(pipe, tokenizer),
      stopTokens,
      maxTokens,
    }))
  const heldTo = (held: NonNullable<typeof constraint>) => {
    const processors = new LogitsProcessorList()
    processors.push(held.processor)
    return {
      logits_processor: processors,
      do_sample: false,
      repetition_penalty: 1,
      no_repeat_ngram_size: 0,
    }
  }
  try {
    const settings = constraint ? heldTo(constraint) : sampling(temperature)
    const ids = await writeTokens(
      { model, tokenizer },
      { ...inputs, max_new_tokens: maxTokens, ...settings },
      {
        signal,
        promptTokens: inputTokens,
        ...(constraint ? { criteria: [constraint.criteria] } : { write: context.write }),
      },
    )
    const ending = constraint ? constraint.ending() : stopTokens.includes(ids.at(-1) ?? -1) ? 'whole' : 'open'
    if (constraint && ending === 'open') throw cutOff(maxTokens)
    const text = tokenizer.decode(ids, { skip_special_tokens: true, clean_up_tokenization_spaces: false })
    const finish = ending === 'whole' ? ('stop' as const) : ('length' as const)
    return { text, finish, inputTokens, outputTokens: ids.length }
  } finally {
    constraint?.dispose()
  }
}

/** At 0 the likeliest token is always taken, which no sampler divides by. */
function sampling(temperature: number | undefined) {
  if (temperature === undefined) return {}
  return temperature === 0 ? { do_sample: false } : { do_sample: true, temperature }
}

/** What is said, with no mark of the model in it: a file that holds the end of a turn would else speak as the system. */
function withoutMarks(tokenizer: PreTrainedTokenizer, messages: readonly ChatMessage[]): ChatMessage[] {
  const marks = tokenizer.all_special_tokens
  return messages.map((message) => ({ ...message, content: plainWords(message.content, marks) }))
}

/** The conversation as the model was trained to read it. `enable_thinking`: templates that know it then leave it out. */
function promptText(tokenizer: PreTrainedTokenizer, messages: readonly ChatMessage[]): string {
  if (!tokenizer.chat_template)
    return [...messages.map(({ role, content }) => `${role}: ${content}`), 'assistant:'].join('\n\n')
  const render = (said: readonly ChatMessage[]) =>
    z.string().parse(
      tokenizer.apply_chat_template([...said], {
        tokenize: false,
        add_generation_prompt: true,
        ...{ enable_thinking: false },
      }),
    )
  try {
    return render(messages)
  } catch {
    // Some templates refuse system messages: what it says then stands before the first question.
    const [system, first, ...rest] = messages
    if (system?.role !== 'system' || !first) throw new Error('the chat template refuses the conversation')
    return render([{ ...first, content: `${system.content}\n\n${first.content}` }, ...rest])
  }
}

function vocabularySize(pipe: Pipe, tokenizer: PreTrainedTokenizer): number {
  return (
    numberInside(pipe.model, 'config', 'vocab_size') ??
    numberInside(pipe.model, 'config', 'text_config', 'vocab_size') ??
    tokenizer.get_vocab().size
  )
}

function tooLong(tokens: number, limit: number): SwitchyardError {
  return new SwitchyardError(
    'LLM_CONTEXT_TOO_LONG',
    `The request is too long for this LLM: ${tokens} tokens, and it reads ${limit} with its reply. Ask for less at once, start a new chat, or choose an LLM with a longer context.`,
    { details: { tokens, limit } },
  )
}

function cutOff(maxTokens: number): SwitchyardError {
  return new SwitchyardError(
    'PROVIDER_BAD_REPLY',
    `The JSON was not complete after ${maxTokens} tokens, which is all this LLM may write here. Ask for less at once, or choose another LLM.`,
    { details: { maxTokens } },
  )
}
