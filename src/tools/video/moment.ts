import { z } from 'zod'

/** A stretch of a video, seconds, and the moment whose frame stands for it. */
export const momentSchema = z.object({ at: z.number(), start: z.number(), end: z.number() })
