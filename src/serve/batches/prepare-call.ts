import pMap from 'p-map'
import type { EndpointCall } from '../../batch/endpoint-call.js'
import { isRecord } from '../../core/json.js'
import type { Ingest } from '../../media/ingest.js'
import type { MediaSource } from '../../media/media.js'
import type { MediaShelf } from '../shelf/media-shelf.js'

/** Fields of requests that hold data URLs. */
const urlFields: ReadonlySet<string> = new Set([
  'url',
  'image_url',
  'video_url',
  'file_data',
  'file_url',
  'image',
])

/**
 * A request whose files are links to media in place of their bytes, so that it is small enough for the queue. What can't be
 * taken in stays as it is: the endpoint will say what is wrong with it.
 */
export async function prepareCall(
  call: EndpointCall,
  { ingest, media, owner }: { ingest: Pick<Ingest, 'ingest'>; media: MediaShelf; owner: string },
): Promise<EndpointCall> {
  async function linkTo(source: MediaSource, text: string): Promise<string> {
    const taken = await ingest.ingest(source)
    if (!taken.ok) return text
    await media.add(owner, [taken.value])
    return `/v1/media/${taken.value.digest}`
  }
  async function walk(value: unknown, field: string, siblings: object): Promise<unknown> {
    if (typeof value === 'string') {
      if (urlFields.has(field) && /^data:/i.test(value)) return linkTo(value, value)
      const isSound = field === 'data' && 'format' in siblings
      return isSound && !isLink(value) ? linkTo(Buffer.from(value, 'base64'), value) : value
    }
    if (Array.isArray(value)) return pMap(value, (one) => walk(one, field, {}), { concurrency: 4 })
    return isRecord(value) ? walkFields(value) : value
  }
  async function walkFields(record: Record<string, unknown>): Promise<Record<string, unknown>> {
    const entries = await pMap(
      Object.entries(record),
      async ([name, inner]) => [name, await walk(inner, name, record)] as const,
      { concurrency: 4 },
    )
    return Object.fromEntries(entries)
  }
  return { ...call, owner, body: await walkFields(call.body) }
}

/** Whether a text is the link of a file that this server knows. */
export const isLink = (text: string): boolean => /^\/v1\/media\/[0-9a-f]{64}$/.test(text)
