import { setFlagsFromString } from 'node:v8'

/**
 * Has V8 optimize a function once it has run eight times as long as it would wait for by itself: a process that lives for a
 * request or two spends more on that than it wins, a tenth of its processor time. Work of seconds is as fast as before. Only
 * with Node 20: the V8 of later ones has no such setting.
 */
export function optimizeLater(): void {
  if (process.versions.v8.startsWith('11.3.')) setFlagsFromString('--interrupt-budget=1000000')
}
