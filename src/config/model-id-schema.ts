import { z } from 'zod'
import { parseModelId } from '../core/model-id.js'

/** A model of the Hub where settings and plans name one. Apart from `model-id.ts`, which `--help` loads too. */
export const modelIdSchema = z
  .string()
  .refine(
    (text) => parseModelId(text) !== undefined,
    'a model of the Hub is written owner/name or owner/name@revision',
  )
