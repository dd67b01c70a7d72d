import { SwitchyardError } from '../../core/errors.js'
import { formatBytes } from '../../core/format.js'
import { unsupportedError } from '../source-errors.js'
import type { ReaderExit } from './reader-process.js'

/** A file that was not read to its end in time. */
export function readerStuck(label: string, timeoutMs: number): SwitchyardError {
  return unsupportedError(
    `${label} was not read to its end within ${Math.round(timeoutMs / 1000)} seconds, so reading it was stopped: it is probably damaged. Save or export it again; if the machine is only slow, raise media.readTimeoutMs in the profile.`,
  )
}

/** A file that takes more memory to read than it may. */
export function readerTooLarge(label: string, memoryBytes: number): SwitchyardError {
  return new SwitchyardError(
    'MEDIA_TOO_LARGE',
    `${label} takes more than ${formatBytes(memoryBytes)} of memory to read, so reading it was stopped. Make it smaller, or raise media.readMemory in the profile.`,
    { details: { unit: 'bytes of memory', limit: memoryBytes, setting: 'media.readMemory' } },
  )
}

/** A file whose reading ended the process, twice. */
export function readerFailed(label: string, exit: ReaderExit | undefined): SwitchyardError {
  if (exit?.problem !== undefined)
    return new SwitchyardError(
      'INTERNAL',
      `The process that reads files can't be started: ${exit.problem}. Check that this user may start more processes.`,
    )
  const how = exit?.signal ?? `exit code ${exit?.code ?? 'unknown'}`
  return unsupportedError(
    `${label} can't be read: it ended the process that read it, twice (${how}). It is probably damaged. Save or export it again.`,
  )
}
