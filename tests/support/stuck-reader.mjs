/** A reader process that never comes to an end with any file, as a decoder in a tight loop. */
import { serveReads } from '../../dist/media/reader/serve-reads.js'

serveReads(async () => {
  for (;;) await undefined
})
