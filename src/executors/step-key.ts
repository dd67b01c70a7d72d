import { createHash } from 'node:crypto'
import stringify from 'safe-stable-stringify'
import type { Candidate } from '../tools/candidate.js'
import { asMedia } from './media-in.js'

/** Part of every key: raised when the meaning of stored results changes, so that old ones are no longer found. */
const version = 1

export interface StepIdentity {
  tool: string
  /** Absent for users' own tools, which no model runs. */
  candidate?: Candidate
  /** Parsed by the tool's input schema. */
  input: Record<string, unknown>
}

/**
 * The SHA-256 (hex) of all that decides a step's result: tool, model, source, revision, dtype, options and input. The
 * order of properties means nothing, and media count by their bytes alone: the same picture under another name is
 * the same input.
 */
export function stepKey({ tool, candidate, input }: StepIdentity): string {
  const identity = {
    version,
    tool,
    model: candidate && {
      backend: candidate.backend,
      source: candidate.source,
      model: candidate.model,
      revision: candidate.revision,
      dtype: candidate.dtype,
      options: candidate.options,
      ...(candidate.backend === 'hugging-face' && {
        provider: candidate.provider,
        endpoint: candidate.endpoint,
      }),
    },
    input: withMediaByDigest(input),
  }
  return createHash('sha256').update(stringify(identity)).digest('hex')
}

function withMediaByDigest(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMediaByDigest)
  if (value === null || typeof value !== 'object') return value
  const media = asMedia(value)
  if (media) return { '\u0000media': media.digest }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withMediaByDigest(part)]))
}
