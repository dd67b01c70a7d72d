import { openAsBlob } from 'node:fs'
import { decodeBase64 } from '../../core/base64.js'
import type { Media, MediaSource } from '../../media/media.js'
import { isLink } from '../batches/prepare-call.js'
import { ApiError, badRequest, toApiError } from '../http/api-error.js'
import { InlineFile } from '../http/inline-file.js'
import type { Services } from '../services.js'

/** Something that a request attaches, and the field that says so. */
export interface MediaReference {
  source:
    | { kind: 'url'; url: string }
    | { kind: 'base64'; data: string }
    | { kind: 'bytes'; bytes: Uint8Array }
    | { kind: 'upload'; id: string }
    | { kind: 'media'; digest: string }
    /** A file of this machine. Whoever makes such a reference has checked that it may be read. */
    | { kind: 'path'; path: string }
  name?: string | undefined
  param: string
}

/** Where a file is that a field says: a URL, a link of ours, or the file itself. */
export const fileAt = (said: string | InlineFile): MediaReference['source'] =>
  said instanceof InlineFile ? { kind: 'bytes', bytes: said.bytes } : { kind: 'url', url: said }

/** The same for a field that may hold plain base64. */
export const fileIn = (said: string | InlineFile): MediaReference['source'] =>
  typeof said !== 'string' || /^data:/i.test(said) || isLink(said)
    ? fileAt(said)
    : { kind: 'base64', data: said }

/** Files that are taken in at once for one request. */
const atOnce = 8

/**
 * Takes in what a request attaches, in its order. Only data and https URLs, uploads and media of the same owner are: a
 * client never names a file of this machine.
 *
 * @throws ApiError that names the field
 */
export async function takeInMedia(
  references: readonly MediaReference[],
  { services, owner, signal }: { services: Services; owner: string; signal: AbortSignal },
): Promise<Media[]> {
  const { maxMedia } = services.settings
  if (references.length > maxMedia)
    throw badRequest(`The request attaches ${references.length} files; the limit is ${maxMedia}.`)
  const taken: Media[] = []
  for (let at = 0; at < references.length; at += atOnce) {
    const some = references.slice(at, at + atOnce)
    taken.push(...(await Promise.all(some.map((one) => takeIn(one, { services, owner, signal })))))
  }
  await services.media.add(owner, taken)
  return taken
}

async function takeIn(
  reference: MediaReference,
  { services, owner, signal }: { services: Services; owner: string; signal: AbortSignal },
): Promise<Media> {
  try {
    const { source, name } = await openReference(reference, services, owner)
    const media = await services.agent.parts.ingest.ingest(source, { signal, name })
    if (!media.ok) throw media.error
    return media.value
  } catch (thrown) {
    const { message, options } = toApiError(thrown)
    throw new ApiError(message, { ...options, param: reference.param })
  }
}

async function openReference(
  { source, name }: MediaReference,
  services: Services,
  owner: string,
): Promise<{ source: MediaSource; name?: string | undefined }> {
  switch (source.kind) {
    case 'base64': {
      const bytes = decodeBase64(source.data) ?? decodeBase64(source.data.replaceAll(/\s+/g, ''))
      if (!bytes) throw badRequest('The data is no base64.')
      return { source: bytes, name }
    }
    case 'bytes':
      return { source: source.bytes, name }
    case 'media':
      return { source: (await services.media.get(owner, source.digest)).media, name }
    case 'upload':
      return openUpload(source.id, name, services, owner)
    case 'path':
      return { source: source.path, name }
    case 'url':
      return openUrl(source.url, name, services, owner)
  }
}

async function openUpload(
  id: string,
  name: string | undefined,
  services: Services,
  owner: string,
): Promise<{ source: MediaSource; name?: string | undefined }> {
  const { upload, path } = await services.files.get(owner, id)
  const filename = name ?? upload.filename
  // As a file with its own name: errors must not speak of the place where it lies.
  return { source: new File([await openAsBlob(path)], filename), name: filename }
}

async function openUrl(
  url: string,
  name: string | undefined,
  services: Services,
  owner: string,
): Promise<{ source: MediaSource; name?: string | undefined }> {
  if (/^data:/i.test(url)) return { source: url, name }
  const digest = /^(?:https?:\/\/[^/\s?#]+)?\/v1\/media\/([0-9a-f]{64})(?:\?[^\s]*)?$/.exec(url)?.[1]
  if (digest !== undefined) {
    const own = await services.media.get(owner, digest).catch(() => undefined)
    if (own) return { source: own.media, name }
  }
  // Where a protocol has no ids of uploads, such as a chat's file parts, the link to one stands for it.
  const upload = /^(?:https?:\/\/[^/\s?#]+)?\/v1\/files\/(file-[0-9a-f]{32})\/content$/.exec(url)?.[1]
  if (upload !== undefined) {
    const own = await openUpload(upload, name, services, owner).catch(() => undefined)
    if (own) return own
  }
  const protocol = URL.canParse(url) ? new URL(url).protocol : ''
  // Addresses of a private network have no certificates; whoever lets those be fetched means them.
  const isPrivateAllowed = services.agent.parts.profile.media.allowPrivateAddresses
  if (protocol === 'https:' || (protocol === 'http:' && isPrivateAllowed))
    return { source: new URL(url), name }
  throw badRequest(
    'Only https: and data: URLs are taken. Upload a file with POST /v1/files and name its id.',
    undefined,
    'url_not_allowed',
  )
}
