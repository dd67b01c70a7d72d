import { createHash } from 'node:crypto'
import { basename, extname } from 'node:path'
import type { Media, MediaFacts, Modality } from '../media/media.js'
import { nameMedia } from '../media/name-media.js'

interface Sample {
  modality: Modality
  mimeType: string
  /** Media type of the document that it is read from. */
  original?: string
}

const samples: Readonly<Record<string, Sample>> = {
  jpg: { modality: 'image', mimeType: 'image/jpeg' },
  jpeg: { modality: 'image', mimeType: 'image/jpeg' },
  png: { modality: 'image', mimeType: 'image/png' },
  gif: { modality: 'image', mimeType: 'image/gif' },
  webp: { modality: 'image', mimeType: 'image/webp' },
  bmp: { modality: 'image', mimeType: 'image/bmp' },
  tiff: { modality: 'image', mimeType: 'image/tiff' },
  wav: { modality: 'audio', mimeType: 'audio/wav' },
  mp3: { modality: 'audio', mimeType: 'audio/mpeg' },
  flac: { modality: 'audio', mimeType: 'audio/flac' },
  ogg: { modality: 'audio', mimeType: 'audio/ogg' },
  m4a: { modality: 'audio', mimeType: 'audio/mp4' },
  mp4: { modality: 'video', mimeType: 'video/mp4' },
  mov: { modality: 'video', mimeType: 'video/quicktime' },
  avi: { modality: 'video', mimeType: 'video/x-msvideo' },
  mkv: { modality: 'video', mimeType: 'video/x-matroska' },
  webm: { modality: 'video', mimeType: 'video/webm' },
  glb: { modality: 'mesh', mimeType: 'model/gltf-binary' },
  txt: { modality: 'text', mimeType: 'text/plain' },
  md: { modality: 'text', mimeType: 'text/markdown' },
  csv: { modality: 'table', mimeType: 'text/csv' },
  // As a PDF with text is read.
  pdf: { modality: 'text', mimeType: 'text/plain', original: 'application/pdf' },
}

const facts: Readonly<Record<Modality, MediaFacts>> = {
  image: { width: 640, height: 480 },
  audio: { durationSeconds: 12, sampleRate: 16_000, channels: 1 },
  video: { width: 640, height: 480, frames: 300, durationSeconds: 12 },
  mesh: { triangles: 5000 },
  text: { characters: 3000 },
  table: { rows: 20, columns: 4 },
  document: { pages: 3 },
}

const fileName = new RegExp(`(?<![\\w./-])[\\w-]+\\.(?:${Object.keys(samples).join('|')})\\b`, 'gi')

/** The names of files in a request, each once, in order. */
export function filesNamedIn(request: string): string[] {
  return [...new Set(request.match(fileName) ?? [])]
}

/**
 * Records of files that do not exist, for planning alone, where a file's kind and name count and its bytes are not read.
 * Undefined for a name that tells no kind.
 */
export function standInMedia(files: readonly string[]): Readonly<Record<string, Media>> | undefined {
  const media = files.map(standIn)
  return media.every((one) => one !== undefined) ? nameMedia({}, media) : undefined
}

function standIn(file: string): Media | undefined {
  const extension = extname(file).slice(1).toLowerCase()
  const sample = Object.hasOwn(samples, extension) ? samples[extension] : undefined
  if (!sample) return undefined
  const digest = createHash('sha256').update(file).digest('hex')
  const { original, ...about } = sample
  const media = { ...about, digest, bytes: 100_000, facts: facts[sample.modality], name: basename(file) }
  if (original === undefined) return media
  const document = {
    digest,
    modality: 'document' as const,
    mimeType: original,
    bytes: 100_000,
    facts: facts.document,
  }
  return { ...media, original: document }
}
