import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { SwitchyardError } from '../core/errors.js'
import { onOneLine } from '../core/text.js'
import { displayUrl } from './fetch/display-url.js'
import { isMedia, type Media, type MediaSource } from './media.js'

/** A media source, told apart. `label` is what errors call it; `name` what people do. */
export type KnownSource =
  | { kind: 'media'; media: Media }
  | { kind: 'file'; path: string; label: string; name: string }
  | { kind: 'url'; url: URL; label: string; name: string | undefined }
  | { kind: 'data-url'; url: string; label: string }
  | { kind: 'bytes'; bytes: Uint8Array; label: string }
  | { kind: 'stream'; chunks: AsyncIterable<Uint8Array>; label: string; name: string | undefined }

/** @throws SwitchyardError `INVALID_REQUEST` or `FETCH_REFUSED` for what is no media source */
export function knowSource(source: MediaSource): KnownSource {
  if (typeof source === 'string') return knowString(source)
  if (source instanceof URL) return knowUrl(source)
  if (source instanceof Uint8Array) return { kind: 'bytes', bytes: source, label: 'The data given' }
  if (source instanceof Blob) {
    const name = 'name' in source && typeof source.name === 'string' ? source.name : undefined
    return { kind: 'stream', chunks: source.stream(), label: name ?? 'The Blob given', name }
  }
  if (isMedia(source)) return { kind: 'media', media: source }
  if (isAsyncIterable(source))
    return { kind: 'stream', chunks: source, label: 'The stream given', name: undefined }
  throw new SwitchyardError(
    'INVALID_REQUEST',
    'Media must be a path, a URL, a Uint8Array, a Blob, a stream of Uint8Array chunks, or media ingested before.',
  )
}

/** What has no name of its own is called in errors as people call it. */
export function calledBy(name: string | undefined, source: KnownSource): KnownSource {
  const isNameless = source.kind === 'bytes' || source.kind === 'data-url' || source.kind === 'stream'
  const label = cleanName(name)
  return label && isNameless ? { ...source, label } : source
}

/** A name as it is shown to people and language models: one line, no control characters, not endless. */
export const cleanName = (name: string | undefined): string | undefined =>
  name && onOneLine(name).slice(0, 200)

/**
 * To be called at once for what is read later: a Node stream that fails without a listener ends the process. Whoever
 * reads it is told of the failure all the same.
 */
export function expectReading(source: MediaSource): void {
  if (source instanceof Readable) source.on('error', () => {})
}

function knowString(text: string): KnownSource {
  if (text.trim() === '')
    throw new SwitchyardError('INVALID_REQUEST', 'An empty path was attached. Name a file or a URL.')
  if (/^data:/i.test(text)) return { kind: 'data-url', url: text, label: 'The data URL' }
  // Two letters at least: `C:\` is a drive.
  if (!/^(?:file:|[a-z][a-z0-9+.-]+:\/\/)/i.test(text))
    return { kind: 'file', path: text, label: text, name: basename(text) }
  if (!URL.canParse(text))
    throw new SwitchyardError('INVALID_REQUEST', `${text} is no valid URL. Check the address.`)
  return knowUrl(new URL(text))
}

function knowUrl(url: URL): KnownSource {
  switch (url.protocol) {
    case 'data:':
      return { kind: 'data-url', url: url.href, label: 'The data URL' }
    case 'file:': {
      const path = pathOf(url)
      return { kind: 'file', path, label: path, name: basename(path) }
    }
    case 'http:':
    case 'https:':
      return { kind: 'url', url, label: displayUrl(url), name: lastSegment(url) }
    default:
      throw new SwitchyardError(
        'FETCH_REFUSED',
        `${url.protocol} URLs are not fetched. Use http:, https:, file: or data:, or attach the file itself.`,
      )
  }
}

function pathOf(url: URL): string {
  try {
    return fileURLToPath(url)
  } catch (error) {
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${url.href} names no file on this machine. Write it like file:///folder/photo.jpg.`,
      { cause: error },
    )
  }
}

function lastSegment(url: URL): string | undefined {
  const segment = url.pathname.split('/').at(-1)
  if (!segment) return undefined
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
