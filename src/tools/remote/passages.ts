import { z } from 'zod'
import { cancelledError } from '../../core/errors.js'
import type { RemoteContext } from '../remote-adapter.js'
import { cutIntoPassages } from '../text/passages.js'

/** `maxCharacters`: most of a text that the model reads at once. There is no tokenizer here to say it exactly. */
function maxCharacters({ options }: RemoteContext, usual: number): number {
  return z.object({ maxCharacters: z.int().positive().default(usual) }).parse(options).maxCharacters
}

/** Has each passage of a text handled by a request of its own, one after the other, and says how far it is. */
export async function eachPassage<T>(
  text: string,
  context: RemoteContext,
  { usualCharacters, call }: { usualCharacters: number; call: (passage: string) => Promise<T> },
): Promise<T[]> {
  const most = maxCharacters(context, usualCharacters)
  const passages = cutIntoPassages(text, (part) => part.length <= most)
  const results: T[] = []
  for (const [at, passage] of passages.entries()) {
    if (context.signal.aborted) throw cancelledError(context.signal)
    results.push(await call(passage))
    context.progress((at + 1) / passages.length)
  }
  return results
}

/** The beginning of a text, as much as the model reads, and whether that is not all. */
export function beginningOf(text: string, context: RemoteContext, usualCharacters: number) {
  const most = maxCharacters(context, usualCharacters)
  return { beginning: text.slice(0, most), truncated: text.length > most }
}

/** `maxNewTokens` of the call or of the catalogue, as the APIs of generating tasks take it. */
export function generateParameters({ options }: RemoteContext, maxNewTokens: number | undefined) {
  const inCatalogue = z.object({ maxNewTokens: z.int().positive().optional() }).parse(options)
  const limit = maxNewTokens ?? inCatalogue.maxNewTokens
  return limit === undefined ? {} : { generate_parameters: { max_new_tokens: limit } }
}
