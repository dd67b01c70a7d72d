import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { type Candidate, candidateSchema } from '../../src/config/candidate.js'
import { packageRoot } from '../../src/config/package-root.js'

const fixture = join(packageRoot, 'tests/fixtures/models/text-generation')

const tokenizerSchema = z.looseObject({
  model: z.looseObject({ vocab: z.record(z.string(), z.number()), merges: z.array(z.unknown()) }),
})

export interface TinyLlm {
  folder: string
  candidate: Candidate
}

export interface TinyLlmOptions {
  /** Which token has which id, and so what the random weights say. 0: as in the fixture. */
  seed?: number
  /** Byte-level BPE like GPT-2, Llama 3 and Qwen, or SentencePiece with bytes to fall back on like Llama 2 and Gemma. */
  vocabulary?: 'byte-level' | 'byte-fallback'
  /** Tokens that it says it reads. */
  context?: number
  /** Most tokens of a reply. */
  maxNewTokens?: number
}

/** A causal language model with random weights, in a folder of its own; removed after the test. */
export async function tinyLlm({
  seed = 0,
  vocabulary = 'byte-level',
  context = 2048,
  maxNewTokens,
}: TinyLlmOptions = {}): Promise<TinyLlm> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-llm-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(fixture, folder, { recursive: true })
  await edit(folder, 'config.json', (config) => ({ ...config, max_position_embeddings: context }))
  await edit(folder, 'tokenizer_config.json', (config) => ({ ...config, model_max_length: context }))
  // The fixture keeps to printable characters; here it may say anything.
  await edit(folder, 'generation_config.json', ({ suppress_tokens: _, ...config }) => config)
  await edit(folder, 'tokenizer.json', (json) => {
    const tokenizer = tokenizerSchema.parse(json)
    const shuffled = shuffle(tokenizer.model.vocab, seed)
    return vocabulary === 'byte-level'
      ? { ...tokenizer, model: { ...tokenizer.model, vocab: shuffled } }
      : sentencePiece(tokenizer, shuffled)
  })
  const options = maxNewTokens === undefined ? {} : { maxNewTokens }
  const candidate = candidateSchema.parse({
    backend: 'local',
    source: 'folder',
    model: folder,
    dtype: 'fp32',
    options,
  })
  return { folder, candidate }
}

async function edit(
  folder: string,
  file: string,
  change: (json: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const path = join(folder, file)
  const json = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(path, 'utf8')))
  await writeFile(path, JSON.stringify(change(json)))
}

/** Gives all tokens but the three special ones other ids, the same for a seed. */
function shuffle(vocab: Readonly<Record<string, number>>, seed: number): Record<string, number> {
  if (seed === 0) return { ...vocab }
  // By id: an object lists keys that look like numbers first, and so would give digits the ids of the special ones.
  const tokens = Object.keys(vocab).sort((one, other) => (vocab[one] ?? 0) - (vocab[other] ?? 0))
  let state = seed
  for (let at = tokens.length - 1; at > 3; at--) {
    state = (state * 48_271) % 2_147_483_647
    const other = 3 + (state % (at - 2))
    const [one, two] = [tokens[at] ?? '', tokens[other] ?? '']
    tokens[at] = two
    tokens[other] = one
  }
  return Object.fromEntries(tokens.map((token, id) => [token, id]))
}

/** The same ids as SentencePiece writes its vocabulary: bytes as `<0x41>`, a space as `▁`, 120 words. */
function sentencePiece(
  tokenizer: z.infer<typeof tokenizerSchema>,
  vocab: Readonly<Record<string, number>>,
): Record<string, unknown> {
  const byId = Object.entries(vocab).sort((a, b) => a[1] - b[1])
  const hex = (byte: number) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`
  let bytes = 0
  const entries = byId.map(([token, id]) => {
    if (id < 3) return [token, id] as const
    return [bytes < 256 ? hex(bytes++) : `▁${token.replaceAll('Ġ', '▁')}${id}`, id] as const
  })
  return {
    ...tokenizer,
    pre_tokenizer: null,
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: '▁' },
        { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      ],
    },
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        { type: 'Strip', content: ' ', start: 1, stop: 0 },
      ],
    },
    model: { ...tokenizer.model, vocab: Object.fromEntries(entries), merges: [], byte_fallback: true },
  }
}
