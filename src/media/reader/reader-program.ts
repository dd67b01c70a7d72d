/**
 * The program of a reader: a child process in which foreign bytes are probed and decoded. Decoders may hang, crash or take
 * all memory there; the parent ends it and goes on.
 */
import { type ReadRequest, readRequestSchema } from './reader-protocol.js'
import { serveReads } from './serve-reads.js'

serveReads(async (request) => read(readRequestSchema.parse(request)))

// The first request mostly asks what a file is: what that needs is loaded meanwhile. `read` says what goes wrong.
import('../probe/probe.js').catch(() => {})

async function read(request: ReadRequest): Promise<unknown> {
  switch (request.kind) {
    case 'probe': {
      const { probe } = await import('../probe/probe.js')
      return probe(request.path, request)
    }
    case 'picture-data-url': {
      const { encodeDataUrl } = await import('../codec/picture-data-url.js')
      return encodeDataUrl(request.path, request.limits)
    }
    case 'read-document': {
      const { readDocument } = await import('../documents/read-document.js')
      return readDocument(request.path, request)
    }
    case 'mask-share': {
      const { maskShare } = await import('../mask-share.js')
      return maskShare(request.path, request.limits)
    }
  }
}
