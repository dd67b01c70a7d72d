import { z } from 'zod'

/** One value of a forecast, with bounds as far as the past was long enough to try. */
export const forecastRowSchema = z.object({
  column: z.string(),
  at: z.string(),
  value: z.number(),
  lower: z.number().optional(),
  upper: z.number().optional(),
})
