import type { Candidate } from '../config/candidate.js'
import type { Rejection } from './route.js'

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

/** Why none can run, each reason once, with the first candidate that it is the reason for. */
export function describeRejections(rejected: readonly Rejection[]): string {
  if (rejected.length === 0) return 'The catalogue has no candidate for it.'
  const reasons = [...new Set(rejected.map(({ reason }) => reason))].map((reason) => {
    const [first, ...others] = rejected.filter((one) => one.reason === reason)
    return `${first?.candidate} ${reason}${others.length > 0 ? ` (${others.length} more likewise)` : ''}`
  })
  return `${rejected.length} candidate${rejected.length === 1 ? '' : 's'}: ${reasons.join('; ')}.`
}

/** The one thing to do next when no candidate can run, the easiest first. */
export function nextMove(
  rejected: readonly { candidate: Candidate; kind: RejectionKind }[],
  profile: string,
): string {
  const first = (...kinds: RejectionKind[]) => rejected.find(({ kind }) => kinds.includes(kind))
  if (first('budget')) return 'Allow more with `--max-cost`, or another model.'
  if (first('resting')) return 'Try again in a moment.'
  const absent = first('download')
  if (absent) {
    const comesAlong = rejected.some(
      ({ kind, candidate }) => kind === 'source' && candidate.source === 'pack',
    )
    const demo = comesAlong ? ', or use the models that come with Switchyard: `--profile demo`' : ''
    return `Download it with \`switchyard models pull ${absent.candidate.model}\`${demo}.`
  }
  if (first('token')) return 'Set HF_TOKEN to a token from huggingface.co/settings/tokens.'
  const excluded = first('source', 'backend', 'privacy')
  if (
    excluded &&
    profile !== 'hub' &&
    rejected.every(({ candidate }) => candidate.backend === 'hugging-face')
  )
    return 'Only models at Hugging Face can do it: use `--profile hub`, and set HF_TOKEN to a token from huggingface.co/settings/tokens.'
  if (excluded && profile !== 'hub') return 'Use the full-size models with `--profile hub`.'
  if (excluded) return `Allow it in the profile's \`${settings[excluded.kind] ?? 'backends'}\`.`
  if (first('size')) return 'Give it less at once, or add a model with a larger limit to a catalogue file.'
  if (first('unavailable')) return 'See what this machine offers with `switchyard doctor`.'
  if (first('language'))
    return 'Add a model for that language to a catalogue file (`catalogs` in the profile).'
  return 'Add one to a catalogue file (`catalogs` in the profile).'
}

const settings: Partial<Record<RejectionKind, string>> = { privacy: 'privacy', source: 'sources' }
