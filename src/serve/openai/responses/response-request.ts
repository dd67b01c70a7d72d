import { z } from 'zod'
import { badRequest } from '../../http/api-error.js'
import { fileField } from '../../http/inline-file.js'
import { type AnswerShape, anyObject } from '../chat/shape-answer.js'

const textPart = z.object({ type: z.enum(['input_text', 'output_text', 'text']), text: z.string() })
const refusalPart = z.object({ type: z.literal('refusal'), refusal: z.string() })

const imagePart = z
  .object({ type: z.literal('input_image'), image_url: fileField.nullish(), file_id: z.string().nullish() })
  .refine(({ image_url, file_id }) => isOne(image_url, file_id), {
    error: 'needs either image_url or file_id',
  })
const filePart = z
  .object({
    type: z.literal('input_file'),
    file_data: fileField.nullish(),
    file_url: z.string().nullish(),
    file_id: z.string().nullish(),
    filename: z.string().nullish(),
  })
  .refine(({ file_data, file_url, file_id }) => isOne(file_data, file_url, file_id), {
    error: 'needs one of file_data, file_url and file_id',
  })
const videoPart = z.object({ type: z.literal('input_video'), video_url: fileField })
const audioPart = z.object({
  type: z.literal('input_audio'),
  // The format is told by the bytes, whatever is said here.
  input_audio: z.object({ data: fileField, format: z.string().optional() }),
})

/** Whether just one of several fields is there. */
const isOne = (...fields: unknown[]): boolean => fields.filter((field) => field != null).length === 1

const inputPartSchema = z.discriminatedUnion('type', [textPart, imagePart, filePart, videoPart, audioPart])
export type InputPart = z.output<typeof inputPartSchema>

const parts = <S extends z.ZodType>(part: S) => z.union([z.string(), z.array(part).max(1000)])

const messageSchema = z.discriminatedUnion('role', [
  z.object({
    type: z.literal('message').optional(),
    role: z.enum(['user', 'system', 'developer']),
    content: parts(inputPartSchema),
  }),
  z.object({
    type: z.literal('message').optional(),
    role: z.literal('assistant'),
    content: parts(z.discriminatedUnion('type', [textPart, refusalPart])),
  }),
])
export type InputMessage = z.output<typeof messageSchema>

/** A message, or an item of an earlier response, whole or by its id. */
const inputItemSchema = z.discriminatedUnion(
  'type',
  [
    messageSchema,
    z.object({ type: z.literal('reasoning'), id: z.string().nullish() }),
    z.object({ type: z.literal('item_reference'), id: z.string() }),
  ],
  {
    error:
      'items are messages, reasoning and item references; tools of the client are not called, so that there are no calls and results of them',
  },
)
export type InputItem = z.output<typeof inputItemSchema>

const formatSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    name: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/)
      .nullish(),
    description: z.string().nullish(),
    schema: z.record(z.string(), z.unknown()),
    strict: z.boolean().nullish(),
  }),
])
export type TextFormat = z.output<typeof formatSchema>

/** Most pairs of `metadata`, and most characters of a key and of a value: those of OpenAI's API. */
const [mostPairs, mostKeyCharacters, mostValueCharacters] = [16, 64, 512]

const metadataSchema = z
  .record(z.string().max(mostKeyCharacters), z.string().max(mostValueCharacters))
  .refine((pairs) => Object.keys(pairs).length <= mostPairs, { error: `has more than ${mostPairs} pairs` })

/** A request for a response. Fields that are not named here are ignored. */
export const responseRequestSchema = z.object({
  model: z.string(),
  input: z.union([z.string(), z.array(inputItemSchema).max(2000)]),
  instructions: z.string().nullish(),
  previous_response_id: z.string().nullish().describe('The response that this one goes on from.'),
  stream: z.boolean().nullish(),
  background: z.boolean().nullish().describe('Whether it goes on when the client goes.'),
  store: z.boolean().nullish().describe('Whether it can be asked for later. Default: true.'),
  metadata: metadataSchema.nullish(),
  text: z.object({ format: formatSchema.nullish() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  max_output_tokens: z.int().positive().nullish(),
  user: z.string().nullish(),
  safety_identifier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  tools: z.array(z.unknown()).nullish(),
  tool_choice: z.unknown().optional(),
  conversation: z.unknown().optional(),
  prompt: z.unknown().optional(),
})
export type ResponseRequest = z.output<typeof responseRequestSchema>

/** @throws ApiError for what is understood but not done here */
export function checkResponseRequest(request: ResponseRequest): void {
  const { tools, tool_choice, background, store, prompt } = request
  if (tools?.length && tool_choice !== 'none')
    throw badRequest(
      'Tools of the client are not called: Switchyard plans with its own. Leave "tools" out.',
      'tools',
      'tools_not_supported',
    )
  if (background && store === false)
    throw badRequest(
      'A response in the background has to be stored, so that it can be asked for. Leave "store" out.',
      'store',
    )
  refuseConversation(request)
  if (prompt != null)
    throw badRequest('There are no stored prompts here. Send the text in "input".', 'prompt')
}

/** @throws ApiError for a request that goes on a conversation that is kept */
export function refuseConversation({ conversation }: Pick<ResponseRequest, 'conversation'>): void {
  if (conversation != null)
    throw badRequest(
      'There are no conversations here. Send "previous_response_id", or the earlier messages in "input".',
      'conversation',
    )
}

/** The form that the answer is wanted in, or undefined for plain text. */
export function shapeOf(format: TextFormat | null | undefined): AnswerShape | undefined {
  if (!format || format.type === 'text') return undefined
  return format.type === 'json_schema'
    ? { name: format.name ?? anyObject.name, schema: format.schema }
    : anyObject
}

export const responseQuerySchema = z.object({
  stream: z.enum(['true', 'false']).optional(),
  starting_after: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('The sequence number of the last event that was seen.'),
})

export const inputItemsQuerySchema = z.object({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  order: z.enum(['asc', 'desc']).default('desc'),
})
