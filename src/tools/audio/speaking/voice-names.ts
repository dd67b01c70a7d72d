import { z } from 'zod'

/** What a candidate's `options` say of a model that speaks. */
export const speakerSchema = z.looseObject({
  /** The voices that the model has, as its files in `voices/` are named. */
  voices: z.array(z.string()).default([]),
  /** The one that speaks where no other is asked for. Default: the first. */
  voice: z.string().optional(),
})

/** What OpenAI's API calls its voices. */
export const openAiVoices: readonly string[] =
  'alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse'.split(' ')

/** Speeds that OpenAI's API takes; 1 is the usual one. */
export const speedSchema = z.number().min(0.25).max(4)

/** Whether a name is one that each model has a voice for. */
export const isForAll = (name: string): boolean => openAiVoices.includes(name)

/**
 * Which of a model's voices a name means: its own of that name, else for one of OpenAI's names the voice at the same place in
 * the model's list, from the first again past the last. Undefined: the model has none of that name.
 */
export function voiceNamed(voices: readonly string[], name: string): string | undefined {
  if (voices.includes(name)) return name
  return isForAll(name) ? voices[openAiVoices.indexOf(name) % voices.length] : undefined
}
