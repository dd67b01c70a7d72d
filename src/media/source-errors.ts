import { SwitchyardError } from '../core/errors.js'
import { explainReadError } from './explain-read-error.js'

export function unsupportedError(message: string, cause?: unknown): SwitchyardError {
  return new SwitchyardError('UNSUPPORTED_MEDIA', message, cause === undefined ? {} : { cause })
}

/** Known kind, broken bytes: cut short by a copy or a download, or damaged. */
export function damagedError(label: string, format: string, cause?: unknown): SwitchyardError {
  const reason = explainReadError(cause)
  return unsupportedError(
    `${label} is ${format.toUpperCase()} by its content, but damaged or cut short${reason ? ` (${reason})` : ''}. Copy, download or export it again.`,
    cause,
  )
}

/** A file that only its owner's program can read. */
export function encryptedError(label: string, format: string): SwitchyardError {
  return unsupportedError(
    `${label} is ${format.toUpperCase()} by its content, but encrypted. Attach a copy without protection.`,
  )
}

export interface LimitPassed {
  unit: 'bytes' | 'pixels' | 'pixels on one side' | 'seconds'
  /** What was measured; absent when reading stopped at the limit. */
  actual?: number | undefined
  limit: number
  /** The profile setting, such as `media.maxSeconds`. */
  setting: string
}

export function tooLarge(label: string, { unit, actual, limit, setting }: LimitPassed): SwitchyardError {
  const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })
  const size = actual === undefined ? `more than ${number.format(limit)}` : number.format(actual)
  return new SwitchyardError(
    'MEDIA_TOO_LARGE',
    `${label} has ${size} ${unit}; the limit is ${number.format(limit)}. Make it smaller, or raise ${setting} in the profile.`,
    { details: { unit, limit, setting, actual } },
  )
}
