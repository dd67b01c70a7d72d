import type { Modality } from '../media.js'

/** What the first bytes say a file is. `text` still has to be read to its end. */
export type Sniffed =
  | { kind: 'text' }
  | { kind: 'binary'; format: BinaryFormat; modality: Exclude<Modality, 'text' | 'table'>; mimeType: string }

export type BinaryFormat =
  | 'png'
  | 'jpeg'
  | 'webp'
  | 'gif'
  | 'avif'
  | 'tiff'
  | 'wav'
  | 'mp3'
  | 'flac'
  | 'ogg'
  | 'opus'
  | 'm4a'
  | 'aac'
  | 'mp4'
  | 'mov'
  | 'webm'
  | 'matroska'
  | 'glb'

type Binary = Extract<Sniffed, { kind: 'binary' }>
export const binary = (modality: Binary['modality'], format: BinaryFormat, mimeType: string): Binary => ({
  kind: 'binary',
  format,
  modality,
  mimeType,
})

/** By the extension that file-type gives for the content found. */
export const accepted: ReadonlyMap<string, Binary> = new Map([
  ['png', binary('image', 'png', 'image/png')],
  ['apng', binary('image', 'png', 'image/png')],
  ['jpg', binary('image', 'jpeg', 'image/jpeg')],
  ['webp', binary('image', 'webp', 'image/webp')],
  ['gif', binary('image', 'gif', 'image/gif')],
  ['avif', binary('image', 'avif', 'image/avif')],
  ['tif', binary('image', 'tiff', 'image/tiff')],
  ['wav', binary('audio', 'wav', 'audio/wav')],
  ['mp3', binary('audio', 'mp3', 'audio/mpeg')],
  ['flac', binary('audio', 'flac', 'audio/flac')],
  ['ogg', binary('audio', 'ogg', 'audio/ogg')],
  ['oga', binary('audio', 'ogg', 'audio/ogg')],
  ['opus', binary('audio', 'opus', 'audio/ogg')],
  ['m4a', binary('audio', 'm4a', 'audio/mp4')],
  ['m4b', binary('audio', 'm4a', 'audio/mp4')],
  ['aac', binary('audio', 'aac', 'audio/aac')],
  ['mp4', binary('video', 'mp4', 'video/mp4')],
  ['m4v', binary('video', 'mp4', 'video/mp4')],
  ['3gp', binary('video', 'mp4', 'video/mp4')],
  ['mov', binary('video', 'mov', 'video/quicktime')],
  ['webm', binary('video', 'webm', 'video/webm')],
  ['mkv', binary('video', 'matroska', 'video/matroska')],
  ['glb', binary('mesh', 'glb', 'model/gltf-binary')],
])

/** Of several spellings of an extension, in small letters, the one that files are known by here: `jpg` for `jpeg`. */
export const usualExtension = (extension: string): string =>
  ({ jpeg: 'jpg', tiff: 'tif', wave: 'wav' })[extension] ?? extension

/** Extensions that files of kinds that can be taken in usually have. Decides nothing about a file that is named. */
export const knownExtensions: ReadonlySet<string> = new Set([
  ...accepted.keys(),
  ...['jpeg', 'tiff', 'wave', 'txt', 'md', 'csv', 'tsv', 'json', 'jsonl', 'log', 'srt', 'vtt'],
  ...['pdf', 'docx', 'xlsx', 'pptx', 'html', 'htm'],
])

/** Those of pictures. */
export const pictureExtensions: ReadonlySet<string> = new Set([
  ...[...accepted].filter(([, { modality }]) => modality === 'image').map(([extension]) => extension),
  ...['jpeg', 'tiff'],
])

/** Those of recordings, videos, texts and documents: what can be read as words. */
export const wordyExtensions: ReadonlySet<string> = new Set([
  ...[...accepted]
    .filter(([, { modality }]) => modality === 'audio' || modality === 'video')
    .map(([extension]) => extension),
  ...['wave', 'txt', 'md', 'csv', 'tsv', 'srt', 'vtt', 'pdf', 'docx', 'xlsx', 'pptx', 'html', 'htm'],
])

/** The extension of a file with such content, without the dot; undefined for content of no known kind. */
export function extensionOf(mimeType: string): string | undefined {
  const texts: Readonly<Record<string, string>> = { 'text/plain': 'txt', 'text/csv': 'csv' }
  if (Object.hasOwn(texts, mimeType)) return texts[mimeType]
  return [...accepted].find(([, known]) => known.mimeType === mimeType)?.[0]
}
