import { z } from 'zod'
import { clockTime } from '../core/format.js'

export const modalities = ['text', 'image', 'audio', 'video', 'mesh', 'table', 'document'] as const
/**
 * What kind of thing a value is. A mesh is a thing in three dimensions, as a GLB file holds it; a document is a PDF whose pages
 * can be looked at.
 */
export type Modality = (typeof modalities)[number]

/** Kinds of files that go from tool to tool as they are. Texts and tables go as what they say. */
export const mediaModalities = ['image', 'audio', 'video', 'mesh', 'document'] as const
export type MediaModality = (typeof mediaModalities)[number]

export const isMediaModality = (modality: Modality | undefined): modality is MediaModality =>
  mediaModalities.some((one) => one === modality)

export const mediaFactsSchema = z.object({
  /** Pixels, after the EXIF orientation is applied. */
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  /** Frames of an animation or video. */
  frames: z.int().positive().optional(),
  /** Faces of a 3D model; things that stand in it several times count each time. */
  triangles: z.int().nonnegative().optional(),
  /** Pages of a TIFF or a document, slides of a presentation. */
  pages: z.int().positive().optional(),
  /** Of a long document: how many of its pages were read. */
  pagesRead: z.int().positive().optional(),
  /** Names of a workbook's sheets that have filled cells. */
  sheets: z.array(z.string()).optional(),
  /** Of a frame of a video: when it is shown. */
  atSeconds: z.number().nonnegative().optional(),
  /** Of a picture of a page: which page of its document, from 1. */
  page: z.int().positive().optional(),
  /** Length of what is there. */
  durationSeconds: z.number().nonnegative().optional(),
  /** The file ends before its sound or picture does. */
  cutShort: z.literal(true).optional(),
  /** Of a file that is cut short: the length that it should have, as far as it says so. */
  promisedSeconds: z.number().nonnegative().optional(),
  /** Hz, as recorded. */
  sampleRate: z.number().positive().optional(),
  channels: z.int().positive().optional(),
  /** Characters of a text. */
  characters: z.int().nonnegative().optional(),
  /** Rows of a table, without its header. */
  rows: z.int().nonnegative().optional(),
  columns: z.int().nonnegative().optional(),
})
/** Facts measured from the bytes, never taken from a name or from what a header says. */
export type MediaFacts = z.infer<typeof mediaFactsSchema>

const recordSchema = z.object({
  /** SHA-256 of its bytes, 64 lower-case hex digits. */
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex'),
  modality: z.enum(modalities),
  /** Found out from its content. */
  mimeType: z.string(),
  /** Its size. */
  bytes: z.int().nonnegative(),
  facts: mediaFactsSchema,
  /** What to call it in front of people (the base name of a path). Never used to decide anything. */
  name: z.string().optional(),
})

export const mediaSchema = recordSchema.extend({
  /** Of what was read from a document whose pages can be looked at: the document itself, as it came. */
  original: recordSchema.optional(),
})
/** The zod schema of a medium's record. */
export type MediaSchema = typeof mediaSchema

/**
 * An immutable file known by the SHA-256 of its bytes. This small record is what travels in plans' results, prompts,
 * IPC messages, events and jobs; the bytes stay in the media store.
 */
export type Media = z.infer<typeof mediaSchema>

/** Where media come from: a path, an `http(s):`, `file:` or `data:` URL, bytes, a stream, or media ingested before. */
export type MediaSource =
  | string
  | URL
  | Uint8Array
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Media

export function isMedia(value: unknown): value is Media {
  return mediaSchema.safeParse(value).success
}

/** Whether it can stand where sound is wanted: a recording, or a video with sound. */
export function hasSound({ modality, facts }: Pick<Media, 'modality' | 'facts'>): boolean {
  return modality === 'audio' || (modality === 'video' && facts.channels !== undefined)
}

/** The document that it is, or was read from. Undefined where there are no pages to be looked at. */
export function documentOf(media: Media): Media | undefined {
  if (media.modality === 'document') return media
  return media.original && { ...media.original, ...(media.name !== undefined && { name: media.name }) }
}

/** All that a file can stand for. */
export function modalitiesOf(media: Pick<Media, 'modality' | 'facts' | 'original'>): Modality[] {
  if (media.original) return [media.modality, 'document']
  return media.modality === 'video' && hasSound(media) ? ['video', 'audio'] : [media.modality]
}

/** One line for people and prompts: `image/png, 512x512, 23 kB`. */
export function describeMedia(media: Media): string {
  const { width, height, frames, triangles, pages, durationSeconds, characters, rows, columns } = media.facts
  const { atSeconds, page, cutShort, promisedSeconds, pagesRead, sheets = [] } = media.facts
  const facts = [
    media.mimeType,
    media.original && 'read from a PDF',
    width && height ? `${width}x${height}` : undefined,
    frames && frames > 1 ? `${frames} frames` : undefined,
    triangles === undefined ? undefined : `${triangles} triangles`,
    pages && pages > 1 ? `${pages} pages` : undefined,
    pagesRead === undefined ? undefined : `the first ${pagesRead} read`,
    sheets.length > 1 ? `sheets ${sheets.join(', ')}` : undefined,
    atSeconds === undefined ? undefined : `at ${clockTime(atSeconds)} of a video`,
    page === undefined ? undefined : `page ${page} of a document`,
    durationSeconds === undefined ? undefined : `${durationSeconds.toFixed(1)} s`,
    cutShort && (promisedSeconds ? `cut short (of ${promisedSeconds.toFixed(1)} s)` : 'cut short'),
    media.modality === 'video' ? (hasSound(media) ? 'with sound' : 'without sound') : undefined,
    characters === undefined ? undefined : `${characters} characters`,
    rows === undefined ? undefined : `${rows} rows, ${columns ?? '?'} columns`,
    media.bytes < 1000 ? `${media.bytes} bytes` : `${Math.round(media.bytes / 1000)} kB`,
  ]
  return facts.filter((fact) => fact !== undefined).join(', ')
}
