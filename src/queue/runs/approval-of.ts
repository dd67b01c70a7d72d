import type { Profile } from '../../config/profile.js'
import type { RunJob } from '../redis/messages.js'

/**
 * The profile that a run is driven with, and whether somebody can be asked about its plan. What a submitter wants to be asked
 * holds whatever the driver's own profile says, and the other way round: where they differ, each plan is asked about.
 */
export function approvalOf(profile: Profile, job: RunJob | undefined): { profile: Profile; canAsk: boolean } {
  const wanted = job?.approval
  if (!wanted) return { profile, canAsk: false }
  const { canAsk, approvalTimeoutMs, ...theirs } = wanted
  if (theirs.approval === 'never') return { profile: { ...profile, approvalTimeoutMs }, canAsk }
  if (profile.approval === 'never') return { profile: { ...profile, ...theirs, approvalTimeoutMs }, canAsk }
  const isSame =
    profile.approval === theirs.approval &&
    (theirs.approval !== 'costly' || profile.approvalAboveUsd === theirs.approvalAboveUsd)
  const approval = isSame ? theirs.approval : 'always'
  return { profile: { ...profile, approval, approvalTimeoutMs }, canAsk }
}
