import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
/** Collects all garbage now. */
export const collectGarbage: () => void = runInNewContext('gc')

/** Whether nothing holds the object any more. Collects garbage until it is gone, a limited number of times. */
export async function isCollected(ref: WeakRef<object>): Promise<boolean> {
  for (let pass = 0; pass < 10 && ref.deref(); pass += 1) {
    // A WeakRef keeps its object until the current turn of the event loop is over.
    await new Promise(setImmediate)
    collectGarbage()
  }
  return ref.deref() === undefined
}
