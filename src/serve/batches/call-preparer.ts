import type { AgentParts } from '../../agent/assemble.js'
import type { EndpointCall } from '../../batch/endpoint-call.js'
import type { QueueConnection } from '../../queue/redis/connection.js'
import { openAccess } from '../access/key-ring.js'
import { type MediaShelf, openMediaShelf } from '../shelf/media-shelf.js'
import { createRedisRecords } from '../shelf/redis-records.js'
import { prepareCall } from './prepare-call.js'

/** Makes lines of OpenAI's batch format ready for the workers, where no server submits them. */
export function createCallPreparer({
  parts: { ingest, store },
  connection,
}: {
  parts: Pick<AgentParts, 'ingest' | 'store'>
  connection: QueueConnection
}): (call: EndpointCall) => Promise<EndpointCall> {
  let opening: Promise<MediaShelf> | undefined
  return async (call) => {
    opening ??= openMediaShelf({ place: createRedisRecords(connection), store })
    return prepareCall(call, { ingest, media: await opening, owner: openAccess.owner })
  }
}
