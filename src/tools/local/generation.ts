import { z } from 'zod'
import { cancelledError } from '../../core/errors.js'
import { optionField } from '../fields.js'
import type { LocalContext } from '../local-adapter.js'

/** An input field: the length of what is generated. Absent: the candidate's `maxNewTokens`, else the model's own. */
export const maxNewTokensField = optionField(
  z.int().min(1).max(4096).optional(),
  'Most tokens to write (a token is about four letters).',
)

const optionsSchema = z.object({ maxNewTokens: z.int().positive().optional() })

/**
 * What has a generation stop at its next token when `signal` fires. Call `release` afterwards.
 * @throws SwitchyardError `CANCELLED` where it has fired before
 */
export async function stopWhenAborted(signal: AbortSignal) {
  if (signal.aborted) throw cancelledError(signal)
  const { InterruptableStoppingCriteria } = await import('@huggingface/transformers')
  const stop = new InterruptableStoppingCriteria()
  const interrupt = () => stop.interrupt()
  signal.addEventListener('abort', interrupt, { once: true })
  return { stop, release: () => signal.removeEventListener('abort', interrupt) }
}

/**
 * Settings for a call that generates text: its length, and that it stops at the next token when told. Call `done`
 * afterwards: it throws when the call was stopped, so that half a text is never taken for a whole one.
 */
export async function generationSettings(
  context: LocalContext,
  maxNewTokens: number | undefined,
): Promise<{ settings: Record<string, unknown>; done: () => void }> {
  const { stop, release } = await stopWhenAborted(context.signal)
  const limit = maxNewTokens ?? optionsSchema.parse(context.options).maxNewTokens
  return {
    settings: { stopping_criteria: stop, ...(limit !== undefined && { max_new_tokens: limit }) },
    done: () => {
      release()
      if (context.signal.aborted) throw cancelledError(context.signal)
    },
  }
}
