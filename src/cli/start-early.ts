import { hostSpec } from '../backends/local/pool/host-spec.js'
import { defaultReadMemory } from '../config/default-read-memory.js'
import { startChildAhead } from '../core/start-child.js'
import { readerSpec } from '../media/reader/reader-spec.js'

/**
 * Starts a reader and a host before the agent's code is even read: a request with media needs the one, and most need the
 * other. They load while this process does; what is not needed after all ends with the command.
 */
export function startEarly(): void {
  startChildAhead(readerSpec({ memoryBytes: defaultReadMemory }))
  startChildAhead(hostSpec())
}
