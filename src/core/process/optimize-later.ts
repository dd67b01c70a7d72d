import { setFlagsFromString } from 'node:v8'

/** How much a function runs before V8 thinks of optimizing it, in V8's own unit. */
const [usual, long] = [67_584, 1_000_000]

/**
 * Has V8 optimize a function only once it has run fifteen times as long as usual: a process spends more on that at its start
 * than it wins, a tenth of the processor time of a first request. Only with Node 20: the V8 of later ones has no such setting.
 *
 * @returns what has it optimize as usual again, for a process that goes on
 */
export function optimizeLater(): () => void {
  if (!process.versions.v8.startsWith('11.3.')) return () => {}
  let isLate = true
  setFlagsFromString(`--interrupt-budget=${long}`)
  return () => {
    if (isLate) setFlagsFromString(`--interrupt-budget=${usual}`)
    isLate = false
  }
}
