import type { Candidate } from './candidate.js'

/** Why a candidate can't run, by who can change it. */
export type RejectionKind =
  | 'privacy'
  | 'backend'
  | 'source'
  | 'language'
  | 'size'
  | 'token'
  | 'unavailable'
  | 'download'
  | 'resting'
  | 'budget'

/** The one thing to do next when no candidate can run, the easiest first. */
export function nextMove(
  rejected: readonly { candidate: Candidate; kind: RejectionKind }[],
  profile: string,
): string {
  const first = (...kinds: RejectionKind[]) => rejected.find(({ kind }) => kinds.includes(kind))
  if (first('budget')) return 'Allow more with `--max-cost`, or another model.'
  if (first('resting')) return 'Try again in a moment.'
  const absent = first('download')
  if (absent) return `Download it with \`switchyard models pull ${absent.candidate.model}\`.`
  if (first('token')) return 'Set HF_TOKEN to a token from huggingface.co/settings/tokens.'
  const excluded = first('source', 'backend', 'privacy')
  if (excluded && profile !== 'hub') return 'Use the full-size models with `--profile hub`.'
  if (excluded) return `Allow it in the profile's \`${settings[excluded.kind] ?? 'backends'}\`.`
  if (first('size')) return 'Give it less at once, or add a model with a larger limit to a catalogue file.'
  if (first('unavailable')) return 'See what this machine offers with `switchyard doctor`.'
  if (first('language'))
    return 'Add a model for that language to a catalogue file (`catalogs` in the profile).'
  return 'Add one to a catalogue file (`catalogs` in the profile).'
}

const settings: Partial<Record<RejectionKind, string>> = { privacy: 'privacy', source: 'sources' }
