import { z } from 'zod'
import {
  documentOf,
  type Media,
  type MediaSchema,
  type Modality,
  mediaSchema,
  modalitiesOf,
} from '../media/media.js'

/**
 * Field constructors for tool inputs and outputs. Each is a zod schema that carries its modality as metadata, so that
 * the planner, the plan validator and the catalogue can read what may be connected to what.
 */
export interface FieldMeta {
  modality: Modality
  /** True for `z.array(...)` fields: the modality is that of the items. */
  list: boolean
  description: string
}

const metas = z.registry<FieldMeta>()
/** Schemas that several fields have, and that stay as they are. */
const shared = new Set<z.ZodType>()

/** `describe` makes a schema anew, which takes a while for hundreds of fields: one that only this field has is described itself. */
function describe<T extends z.ZodType>(schema: T, description: string): T {
  if (shared.has(schema) || z.globalRegistry.has(schema)) return schema.describe(description) as T
  z.globalRegistry.add(schema, { description })
  return schema
}

function field<T extends z.ZodType>(schema: T, modality: Modality, list: boolean, description: string): T {
  const described = describe(schema, description)
  metas.add(described, { modality, list, description })
  return described
}

const ofModality = new Map<Modality, MediaSchema>()

/** The schema of media of a modality; `describe` makes each field's own of it. */
function mediaOf(modality: Modality): MediaSchema {
  const known = ofModality.get(modality)
  if (known) return known
  const made = mediaSchema.refine((media: Media) => modalitiesOf(media).includes(modality), {
    error: `must be ${modality}`,
  })
  ofModality.set(modality, made)
  shared.add(made)
  return made
}

/** One for all fields, as each check of a schema makes another: `describe` makes each field's own of it. */
const someText = z.string().trim().min(1)
shared.add(someText)

/** Text. A literal, a reference to text, or a template with `{{s1.text}}` in it. */
export const textField = (description: string) => field(someText, 'text', false, description)
/** A list of at least `min` texts (default 1), such as candidate labels. */
export const textsField = (description: string, { min = 1 }: { min?: number | undefined } = {}) =>
  field(z.array(someText).min(min), 'text', true, description)
/** A picture. In a plan it is a reference to attached or produced media; the tool's code gets its record (`Media`), never its bytes. */
export const imageField = (description: string): MediaSchema =>
  field(mediaOf('image'), 'image', false, description)
/** A list of at least `min` pictures (default 1). */
export const imagesField = (
  description: string,
  { min = 1 }: { min?: number | undefined } = {},
): z.ZodArray<MediaSchema> => field(z.array(mediaOf('image')).min(min), 'image', true, description)
/** A recording, as `imageField`; a video with sound may stand for one. */
export const audioField = (description: string): MediaSchema =>
  field(mediaOf('audio'), 'audio', false, description)
/** A list of at least `min` recordings (default 1). */
export const audiosField = (
  description: string,
  { min = 1 }: { min?: number | undefined } = {},
): z.ZodArray<MediaSchema> => field(z.array(mediaOf('audio')).min(min), 'audio', true, description)
/** A video, as `imageField`. */
export const videoField = (description: string): MediaSchema =>
  field(mediaOf('video'), 'video', false, description)
/** A thing in three dimensions, as `imageField`: a GLB file. */
export const meshField = (description: string): MediaSchema =>
  field(mediaOf('mesh'), 'mesh', false, description)
/**
 * A PDF whose pages are to be looked at, as `imageField`. A text or picture that was read from one may stand for it; the tool's
 * code gets the PDF itself.
 */
export const documentField = (description: string): z.ZodType<Media> =>
  field(
    mediaOf('document').transform((media): Media => documentOf(media) ?? media),
    'document',
    false,
    description,
  )
/** A setting (a number, a language code, a choice): text by modality, any zod schema by type. */
export const optionField = <T extends z.ZodType>(schema: T, description: string) =>
  field(schema, 'text', false, description)
/**
 * A table to work on, as the text of a CSV file with a header line. A reference to a table file gives its content, and one
 * to another tool's rows gives those rows.
 */
export const csvField = (description: string) => field(someText, 'table', false, description)
/**
 * A table to work on, as `csvField`, but a table file stays a file: for tools that read tables of any length. The tool's code
 * gets its record (`Media`) or the text of a CSV file with a header line.
 */
export const tableFileField = (description: string) =>
  field(z.union([someText, mediaOf('table')]), 'table', false, description)
/** Structured rows (labels with scores, boxes, segments). */
export const tableField = <T extends z.ZodType>(row: T, description: string) =>
  field(z.array(row), 'table', true, description)
/** Any other output value, with its modality said. */
export const outputField = <T extends z.ZodType>(schema: T, modality: Modality, description: string) =>
  field(schema, modality, false, description)

/** The modality of a field, looked up through `.optional()`, `.default()` and the like; undefined for foreign schemas. */
export function fieldMeta(schema: z.core.$ZodType): FieldMeta | undefined {
  const own = metas.get(schema as z.ZodType)
  if (own) return own
  const inner = (schema as { def?: { innerType?: z.core.$ZodType | undefined } }).def?.innerType
  return inner ? fieldMeta(inner) : undefined
}

/** Whether a field may be left out: it is optional or has a default. */
export function isOptional(schema: z.ZodType): boolean {
  return schema.safeParse(undefined).success
}
