import { z } from 'zod'
import { type ErrorInfo, errorCodes } from './errors.js'

/** Reads an error that comes from another process or a file. Apart from `errors.ts`, which `--help` loads too. */
export const errorInfoSchema: z.ZodType<ErrorInfo> = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  retryable: z.boolean(),
  details: z.record(z.string(), z.unknown()).optional(),
})
