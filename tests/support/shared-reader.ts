import { type Agent, agentOf, createAgent } from '../../src/agent/agent.js'
import type { AgentParts } from '../../src/agent/assemble.js'
import type { AgentOptions } from '../../src/agent/options.js'
import type { Profile } from '../../src/config/profile.js'
import { createIngest, type Ingest } from '../../src/media/ingest.js'
import { createMediaReader, type MediaReader } from '../../src/media/reader/media-reader.js'
import { createReaderPool } from '../../src/media/reader/reader-pool.js'
import type { MediaStore } from '../../src/media/store/store.js'

/** One for all tests of a process: each of its own processes takes a third of a second of the processor to start. */
const readers = createReaderPool({ processes: 2, memoryBytes: 1e9 })

/** Reads files in processes that other tests use, too. Never to be closed. */
export const sharedReader = (limits: Profile['media']): MediaReader =>
  createMediaReader({ limits, pool: readers })

/** Takes files into a store of a test's own with them. */
export const sharedIngest = (store: MediaStore, limits: Profile['media']): Ingest =>
  createIngest({ store, limits, reader: sharedReader(limits) })

/** An agent's parts that take files into its store with them. */
export const withSharedReader = (parts: AgentParts): AgentParts => ({
  ...parts,
  reader: sharedReader(parts.profile.media),
  ingest: sharedIngest(parts.store, parts.profile.media),
})

/** An agent that does. */
export async function createReadingAgent(options: AgentOptions): Promise<Agent> {
  const { parts } = await createAgent(options)
  return agentOf(withSharedReader(parts))
}
