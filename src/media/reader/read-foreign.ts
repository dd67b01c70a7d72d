import { readRequestSchema } from './reader-protocol.js'

/** Does what a main process asks of a foreign file, in a process that it can end. */
export async function readForeign(message: unknown, beforeBlocking: () => void): Promise<unknown> {
  const request = readRequestSchema.parse(message)
  // What a probe of a picture does is done by threads of libvips.
  if (request.kind !== 'probe') beforeBlocking()
  switch (request.kind) {
    case 'probe': {
      const { probe } = await import('../probe/probe.js')
      return probe(request.path, { ...request, beforeBlocking })
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
    case 'edit-within': {
      const { editWithin } = await import('../codec/edit-within.js')
      return editWithin(request, request.limits)
    }
  }
}
