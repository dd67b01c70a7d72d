import type { z } from 'zod'
import { tokensOf, tokensPerPicture } from '../../../spending/price.js'
import { pastUpTo, type ResponseShelf } from './kept-response.js'
import { responseRequestSchema } from './response-request.js'
import { readInput } from './sent-input.js'
import { answerOfItem } from './start-response.js'

/** What is asked of `/v1/responses/input_tokens`: a request for a response, of which anything may be missing. */
export const inputTokensSchema = responseRequestSchema
  .pick({ input: true, instructions: true, previous_response_id: true, conversation: true })
  .extend({
    model: responseRequestSchema.shape.model.nullish(),
    input: responseRequestSchema.shape.input.nullish(),
  })

/**
 * About how many tokens a request is with the responses before it, counted from its characters and pictures as the cost of
 * a call is before it is made: tokenizers differ from model to model.
 *
 * @throws ApiError for what would be no request for a response
 */
export async function countInputTokens(
  { input, instructions, previous_response_id: previous }: z.output<typeof inputTokensSchema>,
  { shelf, owner }: { shelf: ResponseShelf; owner: string },
): Promise<number> {
  const before = previous == null ? undefined : await shelf.get(owner, previous, 'previous_response_id')
  const past = before ? pastUpTo(before) : { turns: [], earlierMedia: [] }
  const asked =
    input == null
      ? undefined
      : await readInput(input, {
          instructions: '',
          past,
          answerOf: (id, param) => answerOfItem(shelf, { owner, id, param }),
        })
  const turns = asked?.chat.turns ?? past.turns
  const texts = [instructions ?? '', asked?.chat.instructions ?? '', asked?.chat.text ?? '']
  texts.push(...turns.flatMap(({ text, answer }) => [text, answer]))
  const sent = asked?.items.flatMap(({ files }) => files.filter(({ type }) => type === 'input_image')) ?? []
  const known = before?.chat.media.filter(({ modality }) => modality === 'image') ?? []
  return (
    tokensOf(texts.reduce((sum, { length }) => sum + length, 0)) +
    tokensPerPicture * (sent.length + known.length)
  )
}
