import { hostSpec } from '../backends/local/pool/host-spec.js'
import { defaultReadMemory } from '../config/default-read-memory.js'
import { startChildAhead } from '../core/process/start-child.js'
import { readerSpec } from '../media/reader/reader-spec.js'

/**
 * Starts a host before the agent's code is even read: most requests with media need one. It loads while this process does,
 * and until it is needed it reads the files in place of a reader process. What is not needed after all ends with the
 * command.
 */
export function startEarly(): void {
  startChildAhead(hostSpec(), { lendTo: readerSpec({ memoryBytes: defaultReadMemory }) })
}
