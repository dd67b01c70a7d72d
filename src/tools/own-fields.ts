import type { z } from 'zod'
import type { Modality } from '../media/media.js'
import { optionField as option, outputField as output } from './fields.js'

/*
 * Constructors for tools of users' own, whose schemas may stand elsewhere, too: each describes a schema made anew. Those of
 * the built-in tools, which are hundreds, describe the one that they are given.
 */

/** A setting (a number, a language code, a choice): text by modality, any zod schema by type. */
export const optionField = <T extends z.ZodType>(schema: T, description: string): T =>
  option(schema.clone() as T, description)

/** Any other output value, with its modality said. */
export const outputField = <T extends z.ZodType>(schema: T, modality: Modality, description: string): T =>
  output(schema.clone() as T, modality, description)
