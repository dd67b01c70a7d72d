import { setFlagsFromString } from 'node:v8'
import { hostSpec } from '../backends/local/pool/host-spec.js'
import { defaultReadMemory } from '../config/default-read-memory.js'
import { optimizeLater } from '../core/process/optimize-later.js'
import { startChildAhead } from '../core/process/start-child.js'
import { readerSpec } from '../media/reader/reader-spec.js'

/** Settles this process for a single request, before what answers it is read. */
export function settleForOne(): void {
  optimizeLater()
  // Most of what one request loads stays: room for it is made at once, not by doubling, each time after a search for garbage.
  setFlagsFromString('--semi-space-growth-factor=16')
  // Patterns are used once or twice.
  setFlagsFromString('--regexp-tier-up-ticks=100')
}

/**
 * Starts a host before the agent's code is even read: most requests with media need one. It loads while this process does,
 * and until it is needed it reads the files in place of a reader process. What is not needed after all ends with the
 * command.
 */
export function startHost(): void {
  startChildAhead(hostSpec(), { lendTo: readerSpec({ memoryBytes: defaultReadMemory }) })
}
