import { cancelledError } from '../core/errors.js'
import type { Media } from '../media/media.js'
import type { LocalContext } from './local-adapter.js'

/** A vector for each file, in their order, one after the other. A file that is given twice is embedded once. */
export async function embedEach(
  files: readonly Media[],
  { signal, progress }: Pick<LocalContext, 'signal' | 'progress'>,
  embed: (file: Media) => Promise<Float32Array>,
): Promise<Float32Array[]> {
  const known = new Map<string, Float32Array>()
  const vectors: Float32Array[] = []
  for (const [at, file] of files.entries()) {
    if (signal.aborted) throw cancelledError(signal)
    const vector = known.get(file.digest) ?? (await embed(file))
    known.set(file.digest, vector)
    vectors.push(vector)
    progress((at + 1) / files.length)
  }
  return vectors
}
