import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const gc: unknown = runInNewContext('gc')

/** Frees what nothing refers to any more, so that what is left can be measured. */
export function collectGarbage(): void {
  if (typeof gc === 'function') gc()
}
