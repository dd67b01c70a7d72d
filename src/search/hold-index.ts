import { resolve } from 'node:path'
import { holdOnMachine } from '../batch/single-writer.js'
import { SwitchyardError } from '../core/errors.js'

/** Keeps other programs from writing to an index until what is returned is called. @throws SwitchyardError when one does */
export async function holdIndex(path: string) {
  const release = await holdOnMachine(resolve(path))
  if (release) return release
  throw new SwitchyardError(
    'INVALID_REQUEST',
    `Another program is writing to the index ${path}. Wait until it is done, or name another file with --index.`,
  )
}
