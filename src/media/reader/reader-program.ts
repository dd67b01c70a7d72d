/**
 * The program of a reader: a child process in which foreign bytes are probed and decoded. Decoders may hang, crash or take
 * all memory there; the parent ends it and goes on.
 */
import { readForeign } from './read-foreign.js'
import { serveReads } from './serve-reads.js'

serveReads(readForeign)

// The first request mostly asks what a file is: what that needs is loaded meanwhile. `readForeign` says what goes wrong.
import('../probe/probe.js').catch(() => {})
