import type { Pipe } from '../../../tools/local-adapter.js'

/** Pipelines that are given pictures or sound. */
const perceives = /^(?!text-to-).*(image|audio|speech|object|depth|document|mask)/
/** Pipelines that are given numbers. */
const counts = /^time-series-/
/** Those of them that read or write text, too. */
const alsoReads = /^zero-shot-|^image-to-text$|^image-text-|speech-recognition$|^document-/

/**
 * The settings file that a loaded pipeline can't do without, and that was not there: transformers.js takes a missing one
 * for a model that needs none, and fails in the middle of the first call.
 */
export function findMissingPart(
  pipeline: string,
  { processor, tokenizer }: Pick<Pipe, 'processor' | 'tokenizer'>,
): string | undefined {
  const seesOrHears = perceives.test(pipeline)
  if (seesOrHears && !processor) return 'preprocessor_config.json'
  const reads = !(seesOrHears || counts.test(pipeline)) || alsoReads.test(pipeline)
  return reads && !tokenizer ? 'tokenizer_config.json' : undefined
}
