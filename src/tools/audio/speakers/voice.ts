import { z } from 'zod'

/**
 * A stretch in which one voice speaks. `window` and `speaker` tell stretches of the same voice: speakers are numbered anew in each
 * window, because a model that hears some seconds can't know who spoke in others.
 */
export const voiceSchema = z.object({
  start: z.number(),
  end: z.number(),
  window: z.int().nonnegative(),
  speaker: z.int().nonnegative(),
})
export type Voice = z.infer<typeof voiceSchema>

/** A stretch in which one speaker speaks, seconds; stretches of two speakers may overlap. */
export const turnSchema = z.object({ start: z.number(), end: z.number(), speaker: z.string() })
export type SpeakerTurn = z.infer<typeof turnSchema>
