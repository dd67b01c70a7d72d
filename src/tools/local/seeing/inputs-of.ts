import { z } from 'zod'
import type { Pipe } from '../../local-adapter.js'
import type { Family } from './families.js'
import { type SeenPicture, sightOf } from './sight.js'
import { tensorLikeSchema } from './tensor-like.js'

const processSchema = z.custom<(...args: unknown[]) => unknown>((value) => typeof value === 'function')
const inputsSchema = z.looseObject({ input_ids: tensorLikeSchema })

/** What a model is given: the prompt in tokens, and what was seen in the places of the pictures. */
export async function inputsOf(
  pipe: Pipe,
  { picturesFirst }: Pick<Family, 'picturesFirst'>,
  prompt: string,
  seen: readonly SeenPicture[],
): Promise<z.infer<typeof inputsSchema>> {
  const pictures = await sightOf(pipe).asPictures(seen)
  const process = processSchema.parse(pipe.processor)
  return inputsSchema.parse(await (picturesFirst ? process(pictures, prompt) : process(prompt, pictures)))
}
