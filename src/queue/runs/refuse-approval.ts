import type { Profile } from '../../config/profile.js'
import { SwitchyardError } from '../../core/errors.js'

/**
 * Nobody can be asked while a run is in the queue.
 *
 * @throws SwitchyardError `APPROVAL_NEEDED` unless plans run unasked
 */
export function refuseApproval({ approval }: Pick<Profile, 'approval'>): void {
  if (approval === 'never') return
  throw new SwitchyardError(
    'APPROVAL_NEEDED',
    `The setting \`approval: ${approval}\` has plans approved before they run, and in the queue nobody can be asked. Set \`approval: never\` for the queue, or run it without.`,
  )
}
