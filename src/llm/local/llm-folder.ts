import { parseSpec } from '../parse-spec.js'
import { parseLocalModel } from './local-spec.js'

/**
 * The folder of this machine that an LLM's spec names, such as `local:./models/mine:q4`: as it is `written`, a dtype behind it
 * included, and whole. Undefined where it names none.
 */
export function findLlmFolder(spec: string): { written: string; folder: string } | undefined {
  const parsed = parseSpec(spec)
  if (!parsed.ok || parsed.value.providerName !== 'local') return undefined
  const written = parsed.value.model
  const candidate = parseLocalModel(written)
  return candidate.ok && candidate.value.source === 'folder'
    ? { written, folder: candidate.value.model }
    : undefined
}
