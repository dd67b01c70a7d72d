import { z } from 'zod'
import { badRequest } from '../../http/api-error.js'
import { fileField } from '../../http/inline-file.js'

const textPart = z.object({ type: z.literal('text'), text: z.string() })
const imagePart = z.object({ type: z.literal('image_url'), image_url: z.object({ url: fileField }) })
const audioPart = z.object({
  type: z.literal('input_audio'),
  // The format is told by the bytes, whatever is said here.
  input_audio: z.object({ data: fileField, format: z.string().optional() }),
})
const filePart = z.object({
  type: z.literal('file'),
  file: z
    .object({
      file_data: fileField.optional(),
      file_id: z.string().optional(),
      filename: z.string().optional(),
    })
    .refine(({ file_data, file_id }) => (file_data === undefined) !== (file_id === undefined), {
      error: 'needs either file_data or file_id',
    }),
})
const videoPart = z.object({ type: z.literal('video_url'), video_url: z.object({ url: fileField }) })

export const contentPartSchema = z.discriminatedUnion('type', [
  textPart,
  imagePart,
  audioPart,
  filePart,
  videoPart,
])
export type ContentPart = z.output<typeof contentPartSchema>

const content = z.union([z.string(), z.array(contentPartSchema).max(1000)])

const messageSchema = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.enum(['system', 'developer']), content }),
    z.object({ role: z.literal('user'), content }),
    z.object({
      role: z.literal('assistant'),
      content: z
        .union([
          z.string(),
          z.array(z.union([textPart, z.object({ type: z.literal('refusal'), refusal: z.string() })])),
        ])
        .nullish(),
    }),
  ],
  {
    error:
      'a role is system, developer, user or assistant; tools of the client are not called, so that there are no results of them',
  },
)
export type ChatMessage = z.output<typeof messageSchema>

/** A request for a chat completion. Fields that are not named here are ignored, as front ends send fields of their own. */
export const chatRequestSchema = z.object({
  model: z.string(),
  messages: z.array(messageSchema).min(1).max(2000),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.number().nullish(),
  tools: z.array(z.unknown()).nullish(),
  functions: z.array(z.unknown()).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  response_format: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('text') }),
      z.object({ type: z.literal('json_object') }),
      z.object({
        type: z.literal('json_schema'),
        json_schema: z.object({
          name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
          schema: z.record(z.string(), z.unknown()),
        }),
      }),
    ])
    .nullish(),
})
export type ChatRequest = z.output<typeof chatRequestSchema>

/** @throws ApiError for what is understood but not done here */
export function checkChatRequest({ n, tools, functions }: ChatRequest): void {
  if (n != null && n !== 1) throw badRequest('Only one answer is given: leave "n" out, or set it to 1.', 'n')
  if (tools?.length || functions?.length)
    throw badRequest(
      'Tools of the client are not called: Switchyard plans with its own. Leave "tools" out.',
      tools?.length ? 'tools' : 'functions',
      'tools_not_supported',
    )
}
