import type { Pipe } from '../../local-adapter.js'
import { detectLanguage, isMultilingual } from './whisper-language.js'

/** Less speech than this tells little of its language, seconds. */
const tellingSeconds = 2
/** How sure the model must be that the language has changed, 0 to 1. */
const surely = 0.5

/**
 * Tells the language of one stretch of a recording after the other: `language` where one is given, else found out anew for
 * each, so that a recording may go over into another one. Where a stretch is short, or the model is not sure,
 * it stays as it was. Undefined where the model takes no language.
 */
export function createLanguageListener(
  pipe: Pipe,
  language: string,
): (samples: Float32Array, sampleRate: number) => Promise<string | undefined> {
  if (!isMultilingual(pipe)) return async () => undefined
  if (language !== 'auto') return async () => language
  let last: string | undefined
  return async (samples, sampleRate) => {
    if (last !== undefined && samples.length < tellingSeconds * sampleRate) return last
    const found = await detectLanguage(pipe, samples)
    if (found && (last === undefined || found.probability >= surely)) last = found.language
    return last
  }
}
