import { hash } from 'node:crypto'
import stringify from 'safe-stable-stringify'
import type { Candidate } from '../config/candidate.js'
import { asMedia } from '../media/media-in.js'

/** Part of every key: raised when the meaning of stored results changes, so that old ones are no longer found. */
const version = 1

export interface StepIdentity {
  tool: string
  /** Absent for users' own tools, which no model runs. */
  candidate?: Candidate | undefined
  /** Parsed by the tool's input schema. */
  input: Record<string, unknown>
}

/**
 * The SHA-256 (hex) of all that decides a step's result: tool, model, source, revision, dtype, options and input. The
 * order of properties means nothing, and media count by their bytes alone: the same picture under another name is
 * the same input.
 */
export function stepKey({ tool, candidate, input }: StepIdentity): string {
  // Written in the order in which a stable text has them.
  const parts = [`"input":${stringify(withMediaByDigest(input))}`]
  if (candidate) parts.push(`"model":${modelText(candidate)}`)
  parts.push(`"tool":${JSON.stringify(tool)}`, `"version":${version}`)
  return hash('sha256', `{${parts.join(',')}}`)
}

/** Candidates are made once and never changed. */
const modelTexts = new WeakMap<Candidate, string>()

function modelText(candidate: Candidate): string {
  const known = modelTexts.get(candidate)
  if (known !== undefined) return known
  const { backend, source, model, revision, dtype, options } = candidate
  const text = `${stringify({
    backend,
    source,
    model,
    revision,
    dtype,
    options,
    ...(backend !== 'local' && { provider: candidate.provider, endpoint: candidate.endpoint }),
  })}`
  modelTexts.set(candidate, text)
  return text
}

function withMediaByDigest(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMediaByDigest)
  if (value === null || typeof value !== 'object') return value
  const media = asMedia(value)
  if (media) return { '\u0000media': media.digest }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withMediaByDigest(part)]))
}
