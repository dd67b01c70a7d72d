import type { PreTrainedTokenizer } from '@huggingface/transformers'
import { z } from 'zod'
import { cancelledError, SwitchyardError } from '../../../core/errors.js'
import { formatCount } from '../../../core/text.js'
import { interleave, type QuestionPart } from '../../interleave.js'
import type { LlmAdapter, SeeingQuestion } from '../../llm-adapter.js'
import type { LocalAdapter, LocalContext, Pipe } from '../../local-adapter.js'
import { inside, numberInside } from '../inside.js'
import { tokenLimit } from '../tokens.js'
import { type Family, familyOf } from './families.js'
import { generate, type Written } from './generate.js'
import { inputsOf } from './inputs-of.js'
import { plainWords } from './plain-words.js'
import { type SeenPicture, sightOf, tokensOf } from './sight.js'

const optionsSchema = z.object({
  /** Most tokens to write where the call does not say. */
  maxNewTokens: z.int().positive().default(512),
  /** Most pictures in a prompt. */
  maxPictures: z.int().positive().optional(),
  /** Pixels of a picture; a larger one is shrunk. */
  maxPixels: z.int().positive().default(2_000_000),
})

/** What models that see are loaded as, whatever they are asked. */
export const seeingTask = 'image-text-to-text'

/**
 * Runs a tool on a vision language model of this machine: it is asked what an LLM that sees would be asked. `pipe` is a model
 * with its processor, loaded as `image-text-to-text`.
 */
export function answerBySight<I, O>({ ask, read }: LlmAdapter<I, O>): LocalAdapter<I, O> {
  return {
    pipeline: seeingTask,
    async run(pipe, input, context) {
      const { text, cutOff } = await answer(pipe, ask(input), context)
      return read(text, { cutOff })
    },
  }
}

/** Asks a model that sees. @throws SwitchyardError `INVALID_REQUEST` for more than it reads at once */
export async function answer(
  pipe: Pipe,
  question: SeeingQuestion,
  context: LocalContext,
): Promise<{ text: string; cutOff: boolean }> {
  const { PreTrainedTokenizer } = await import('@huggingface/transformers')
  const { tokenizer } = pipe
  if (!(tokenizer instanceof PreTrainedTokenizer)) throw new Error('the model has no tokenizer')
  const { maxNewTokens, maxPictures, maxPixels } = optionsSchema.parse(context.options)
  const family = familyOf(String(inside(pipe.model, 'config', 'model_type')))
  const given = [question.image].flat()
  const parts = interleave(question.text, given.length)
  const pictures = parts.flatMap((part) => (part.kind === 'picture' ? (given[part.at] ?? []) : []))
  assertFew(pictures.length, maxPictures ?? family.maxPictures)

  const marks = tokenizer.all_special_tokens
  const prompt = promptOf(pipe, family, {
    system: question.system && plainWords(question.system, marks),
    parts: parts.map((part) =>
      part.kind === 'text' ? { kind: 'text', text: plainWords(part.text, marks) } : part,
    ),
  })
  const wanted = question.maxNewTokens ?? maxNewTokens
  // An encoder reads the prompt and a decoder writes the answer, each with a limit of its own.
  const separate = inside(pipe.model, 'config', 'is_encoder_decoder') === true
  const room = { limit: contextOf(pipe), answer: separate ? 0 : Math.min(wanted, leastTokens) }
  let tokens = tokenizer.encode(prompt).length
  assertRoom(tokens, room, pictures.length)
  const seen: SeenPicture[] = []
  for (const picture of pictures) {
    if (context.signal.aborted) throw cancelledError(context.signal)
    const one = await sightOf(pipe).see(picture, context, maxPixels)
    tokens += tokensOf(one)
    if (!separate) assertRoom(tokens, room, pictures.length)
    seen.push(one)
  }

  const inputs = await inputsOf(pipe, family, prompt, seen)
  const promptTokens = separate ? 0 : (inputs.input_ids.dims.at(-1) ?? 0)
  const maxTokens = Math.max(1, Math.min(wanted, room.limit - promptTokens))
  const written = await generate({ model: pipe.model, tokenizer }, inputs, context, {
    maxTokens,
    promptTokens,
  })
  return { text: decode(tokenizer, written), cutOff: written.cutOff }
}

/** A context with less room than this left is full: no answer fits. */
const leastTokens = 32

/** Tokens that the model reads and writes together. */
const contextOf = (pipe: Pipe): number =>
  Math.min(
    tokenLimit(pipe),
    numberInside(pipe.model, 'config', 'text_config', 'max_position_embeddings') ?? Number.POSITIVE_INFINITY,
  )

const decode = (tokenizer: PreTrainedTokenizer, { ids }: Written): string =>
  tokenizer.decode(ids, { skip_special_tokens: true, clean_up_tokenization_spaces: false }).trim()

const templateSchema = z.custom<(messages: unknown[], options: object) => unknown>(
  (value) => typeof value === 'function',
)

/** The question as the model was trained to read it, with a place for each picture. */
function promptOf(
  { processor, tokenizer }: Pipe,
  { plainPrompt }: Family,
  { system, parts }: { system: string | undefined; parts: readonly QuestionPart[] },
): string {
  const hasTemplate = inside(processor, 'chat_template') ?? inside(tokenizer, 'chat_template')
  if (!hasTemplate) {
    if (plainPrompt)
      return plainPrompt(parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join(' '))
    throw new SwitchyardError(
      'MODEL_BROKEN',
      'The model has no chat template, so it is not known how to ask it: its tokenizer_config.json should hold one. Choose another model in the catalogue, or give the entry of one such as Florence-2 a `taskPrompt`.',
    )
  }
  const render = (messages: unknown[]) =>
    z
      .string()
      .parse(
        Reflect.apply(templateSchema.parse(inside(processor, 'apply_chat_template')), processor, [
          messages,
          { add_generation_prompt: true, enable_thinking: false },
        ]),
      )
  const user = { role: 'user', content: contentOf(parts) }
  if (system === undefined) return render([user])
  try {
    return render([{ role: 'system', content: [{ type: 'text', text: system }] }, user])
  } catch {
    // Some templates refuse system messages: what it says then stands before the question.
    return render([{ role: 'user', content: contentOf(withSystem(parts, system)) }])
  }
}

/** The parts with what a system message would say before their first words. */
function withSystem(parts: readonly QuestionPart[], system: string): QuestionPart[] {
  const first = parts.findIndex(({ kind }) => kind === 'text')
  if (first < 0) return [...parts, { kind: 'text', text: system }]
  return parts.map((part, at) =>
    at === first && part.kind === 'text' ? { kind: 'text', text: `${system}\n\n${part.text}` } : part,
  )
}

/** In the form that chat templates take. */
const contentOf = (parts: readonly QuestionPart[]) =>
  parts.map((part) => (part.kind === 'text' ? { type: 'text', text: part.text } : { type: 'image' }))

function assertFew(pictures: number, most: number): void {
  if (pictures > most)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `The model looks at ${formatCount(most, 'picture')} at once, and ${pictures} are given. Ask about fewer at a time, or choose a model with a larger \`maxPictures\` in the catalogue.`,
      { details: { pictures, maxPictures: most } },
    )
}

function assertRoom(tokens: number, room: { limit: number; answer: number }, pictures: number): void {
  if (tokens + room.answer <= room.limit) return
  throw new SwitchyardError(
    'INVALID_REQUEST',
    `The question and ${pictures === 1 ? 'its picture are' : 'its pictures are'} too long for this model: at least ${tokens} tokens, and it reads ${room.limit} with its answer. Ask in fewer words, about fewer pictures, or choose another model.`,
    { details: { tokens, limit: room.limit } },
  )
}
