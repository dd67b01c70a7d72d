import type {
  LogitsProcessor,
  PreTrainedTokenizer,
  StoppingCriteria,
  Tensor,
} from '@huggingface/transformers'
import type { CompiledGrammar, GrammarCompiler } from '@mlc-ai/web-xgrammar'
import { LRUCache } from 'lru-cache'
import { messageOf, SwitchyardError } from '../../../core/errors.js'
import { inside } from '../../../tools/local/inside.js'
import { grammarSchema } from './grammar-schema.js'
import { loadXGrammar } from './load-xgrammar.js'
import { type ClosingTokens, closingTokens, forceEnd, maskLogits } from './token-mask.js'
import { readVocabulary } from './vocabulary.js'

/** Grammars that a host keeps compiled, some hundred kilobytes each. */
const maxGrammars = 16

/** Holds a model to JSON of a schema while it generates. For one call. */
export interface JsonConstraint {
  /** Makes every token impossible that the schema doesn't allow next. */
  processor: LogitsProcessor
  /** Follows the tokens that were chosen; ends the generation with the JSON. */
  criteria: StoppingCriteria
  /** `whole`: ended by the model. `closed`: ended by force, near the limit. `open`: not ended. */
  ending(): 'whole' | 'closed' | 'open'
  dispose(): void
}

export interface JsonConstraintOptions {
  tokenizer: PreTrainedTokenizer
  schema: Record<string, unknown>
  /** Length of the model's logits. */
  vocabularySize: number
  /** Tokens that end a reply. */
  stopTokens: readonly number[]
  /** Most tokens of the reply. For the last quarter of them (256 at most), the shortest way to the end is forced. */
  maxTokens: number
}

interface Compiler {
  tokenizer: PreTrainedTokenizer
  compiler: GrammarCompiler
  marks: ClosingTokens
  grammars: LRUCache<string, CompiledGrammar>
}

let current: Compiler | undefined

/** @throws SwitchyardError `INVALID_REQUEST` where the schema can't be compiled */
export async function createJsonConstraint({
  tokenizer,
  schema,
  vocabularySize,
  stopTokens,
  maxTokens,
}: JsonConstraintOptions): Promise<JsonConstraint> {
  const [{ GrammarMatcher }, { LogitsProcessor, StoppingCriteria }] = await Promise.all([
    loadXGrammar(),
    import('@huggingface/transformers'),
  ])
  const { compiler, grammars, marks } = await compilerFor(tokenizer, vocabularySize, stopTokens)
  const matcher = await GrammarMatcher.createGrammarMatcher(await compile(compiler, grammars, schema))
  const closeFrom = maxTokens - Math.min(256, Math.ceil(maxTokens / 4))

  // The engine gives masks as promises, logits are processed at once: each is asked for when the token before it is
  // known, and has come by when the network has run.
  let mask: Int32Array | undefined = await matcher.getNextTokenBitmask()
  let taken = 0
  let forced = false
  const next = async () => {
    mask = undefined
    mask = await matcher.getNextTokenBitmask()
  }

  class Processor extends LogitsProcessor {
    override _call(_: bigint[][], logits: Tensor): Tensor {
      if (!mask || !(logits.data instanceof Float32Array)) throw new Error('no mask for the next token')
      if (taken >= closeFrom) {
        forced = true
        if (forceEnd(logits.data, mask, { stopTokens, marks })) return logits
      }
      maskLogits(logits.data, mask)
      return logits
    }
  }

  class Follow extends StoppingCriteria {
    override _call(ids: (bigint | number)[][]): boolean[] {
      const token = Number(ids[0]?.at(-1))
      taken += 1
      if (!matcher.acceptToken(token)) throw new Error(`token ${token} is not in the grammar`)
      if (matcher.isTerminated()) return [true]
      next().catch(() => {})
      return [false]
    }
  }

  return {
    processor: new Processor(),
    criteria: new Follow(),
    ending: () => (!matcher.isTerminated() ? 'open' : forced ? 'closed' : 'whole'),
    dispose: () => matcher.dispose(),
  }
}

/** The compiler of a vocabulary. Only the last is kept: a host seldom holds two LLMs. */
async function compilerFor(
  tokenizer: PreTrainedTokenizer,
  vocabularySize: number,
  stopTokens: readonly number[],
): Promise<Compiler> {
  if (current?.tokenizer === tokenizer) return current
  const { GrammarCompiler, TokenizerInfo } = await loadXGrammar()
  current?.grammars.clear()
  current?.compiler.dispose()
  current = undefined
  const { tokens, type, prefixSpace } = readVocabulary(
    inside(tokenizer, '_tokenizerJSON'),
    tokenizer.get_vocab(),
  )
  const stop = [...stopTokens]
  const info = await TokenizerInfo.createTokenizerInfo(tokens, type, prefixSpace, vocabularySize, stop)
  const compiler = await GrammarCompiler.createGrammarCompiler(info, false)
  info.dispose()
  const grammars = new LRUCache<string, CompiledGrammar>({
    max: maxGrammars,
    dispose: (grammar) => grammar.dispose(),
  })
  current = { tokenizer, compiler, marks: closingTokens(tokens), grammars }
  return current
}

async function compile(
  compiler: GrammarCompiler,
  grammars: LRUCache<string, CompiledGrammar>,
  schema: Record<string, unknown>,
): Promise<CompiledGrammar> {
  const text = JSON.stringify(grammarSchema(schema))
  const known = grammars.get(text)
  if (known) return known
  try {
    // One line, `", "` and `": "` between: what models write by themselves, and no endless white space.
    const grammar = await compiler.compileJSONSchema(text, false, -1)
    grammars.set(text, grammar)
    return grammar
  } catch (cause) {
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `The JSON Schema can't be made a grammar: ${messageOf(cause)}.`,
      { cause },
    )
  }
}
