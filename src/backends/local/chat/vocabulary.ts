import { z } from 'zod'

/** A tokenizer's vocabulary as the grammar engine takes it. */
export interface TokenVocabulary {
  /** Tokens in the order of their ids, as the tokenizer writes them; special ones and gaps are empty. */
  tokens: string[]
  /** How tokens stand for bytes: `Ġthe` (GPT-2's alphabet), `▁the` with `<0x0A>`, or as they are. */
  type: 'byte_level' | 'byte_fallback' | 'raw'
  /** Whether a text begins with a space that was not in it. */
  prefixSpace: boolean
}

const partSchema = z.looseObject({
  type: z.string().optional(),
  prepend: z.string().optional(),
  prepend_scheme: z.string().optional(),
  add_prefix_space: z.boolean().optional(),
})
type Part = z.infer<typeof partSchema>

const tokenizerSchema = z.object({
  normalizer: z.unknown().optional(),
  pre_tokenizer: z.unknown().optional(),
  decoder: z.unknown().optional(),
  added_tokens: z
    .array(z.object({ id: z.number(), content: z.string(), special: z.boolean().default(false) }))
    .default([]),
})

/**
 * Reads what the engine must know from a `tokenizer.json`. `entries`: every token with its id. Pure.
 * @throws ZodError where it is no such file
 */
export function readVocabulary(tokenizerJson: unknown, entries: Iterable<[string, number]>): TokenVocabulary {
  const { normalizer, pre_tokenizer, decoder, added_tokens } = tokenizerSchema.parse(tokenizerJson)
  const tokens: string[] = []
  for (const [token, id] of entries) tokens[id] = token
  for (const { id, content, special } of added_tokens) tokens[id] = special ? '' : content
  const decoders = partsOf(decoder).map(({ type }) => type)
  const prepends = ({ type, prepend, prepend_scheme, add_prefix_space }: Part) =>
    (type === 'Prepend' && prepend === '▁') ||
    (type === 'Metaspace' &&
      (prepend_scheme ?? (add_prefix_space === false ? 'never' : 'always')) !== 'never')
  return {
    tokens: Array.from(tokens, (token) => token ?? ''),
    type: decoders.includes('ByteFallback')
      ? 'byte_fallback'
      : decoders.includes('ByteLevel')
        ? 'byte_level'
        : 'raw',
    prefixSpace: [...partsOf(normalizer), ...partsOf(pre_tokenizer)].some(prepends),
  }
}

const sequenceSchema = z.object({
  normalizers: z.array(z.unknown()).optional(),
  pretokenizers: z.array(z.unknown()).optional(),
  decoders: z.array(z.unknown()).optional(),
})

/** A part of the pipeline, or those of a sequence. */
function partsOf(part: unknown): Part[] {
  const sequence = sequenceSchema.safeParse(part).data
  const inner = sequence?.normalizers ?? sequence?.pretokenizers ?? sequence?.decoders
  if (inner) return inner.flatMap(partsOf)
  const parsed = partSchema.safeParse(part)
  return parsed.success ? [parsed.data] : []
}
