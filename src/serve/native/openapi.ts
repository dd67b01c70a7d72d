import type { Hono } from 'hono'
import { z } from 'zod'
import { opinionSchema } from '../../feedback/feedback.js'
import { packageVersion } from '../../version.js'
import {
  againSchema,
  chatListSchema,
  exportSchema,
  newChatSchema,
  renameSchema,
  turnRequestSchema,
} from '../chats/chat-request.js'
import { batchListSchema, batchRequestSchema } from '../openai/batches.js'
import { chatRequestSchema } from '../openai/chat/chat-request.js'
import { embeddingsSchema } from '../openai/embeddings.js'
import { fileFormSchema, fileListSchema } from '../openai/files.js'
import { imageEditSchema } from '../openai/image-edits.js'
import { imagesSchema } from '../openai/images.js'
import { inputTokensSchema } from '../openai/responses/input-tokens.js'
import {
  inputItemsQuerySchema,
  responseQuerySchema,
  responseRequestSchema,
} from '../openai/responses/response-request.js'
import { speechSchema } from '../openai/speech.js'
import { transcriptionFieldsSchema } from '../openai/transcriptions.js'
import { approvalSchema } from '../runs/approvals.js'
import type { ServerEnv, Services } from '../services.js'
import { newKeySchema } from '../settings/key-routes.js'
import { settingsChangeSchema } from '../settings/setting-paths.js'
import { uiChatSchema } from '../ui/ui-request.js'
import { batchDownloadSchema, batchResultsSchema, batchRetrySchema, jobBatchSchema } from './batch-jobs.js'
import { createComponentSchemas } from './component-schemas.js'
import { feedbackListSchema } from './feedback.js'
import { runRequestSchema } from './run-request.js'
import { runListSchema } from './runs.js'

interface Endpoint {
  method: 'get' | 'post' | 'delete'
  /** With parameters in braces. */
  path: string
  summary: string
  body?: z.ZodType
  /** A form with a file, and these fields. */
  form?: z.ZodObject
  /** The names of the parts that are files; the first one has to be there. Default: `file`. */
  files?: readonly string[]
  query?: z.ZodObject
  /** Type of the reply. Default: JSON. */
  replies?: string
  /** Status of success. Default: 200. */
  status?: number
  /** Whether there may be nothing to reply: 204. */
  mayBeEmpty?: boolean
  /** Type of errors. Default: JSON. */
  errors?: 'text/plain'
  isOpen?: boolean
}

const endpoints: readonly Endpoint[] = [
  { method: 'get', path: '/', summary: 'The page', replies: 'text/html', isOpen: true },
  { method: 'get', path: '/assets/{file}', summary: 'A file of the page', replies: '*/*', isOpen: true },
  { method: 'get', path: '/healthz', summary: 'Whether the server runs', isOpen: true },
  { method: 'get', path: '/readyz', summary: 'Whether it takes runs', isOpen: true },
  {
    method: 'get',
    path: '/metrics',
    summary: "Counts in Prometheus's format, for this machine and for keys of admins",
    replies: 'text/plain',
    isOpen: true,
  },
  { method: 'get', path: '/openapi.json', summary: 'This description', isOpen: true },
  { method: 'get', path: '/v1/models', summary: 'The profile and the tasks that it can run' },
  { method: 'get', path: '/v1/models/{id}', summary: 'One of them' },
  {
    method: 'post',
    path: '/v1/chat/completions',
    summary: 'Answers a chat, streamed or whole',
    body: chatRequestSchema,
  },
  {
    method: 'post',
    path: '/v1/responses',
    summary: 'Answers what is said and attached, streamed, whole or in the background',
    body: responseRequestSchema,
  },
  {
    method: 'post',
    path: '/v1/responses/input_tokens',
    summary: 'About how many tokens a request for a response is',
    body: inputTokensSchema,
  },
  {
    method: 'get',
    path: '/v1/responses/{id}',
    summary: 'A response, or its events from the first or after one',
    query: responseQuerySchema,
  },
  { method: 'delete', path: '/v1/responses/{id}', summary: 'Forgets a response' },
  { method: 'post', path: '/v1/responses/{id}/cancel', summary: 'Cancels a response' },
  {
    method: 'get',
    path: '/v1/responses/{id}/input_items',
    summary: 'What a response was asked',
    query: inputItemsQuerySchema,
  },
  { method: 'get', path: '/v1/media/{digest}', summary: 'A file that was sent or made', replies: '*/*' },
  { method: 'post', path: '/v1/files', summary: 'Uploads a file', form: fileFormSchema },
  { method: 'get', path: '/v1/files', summary: 'Lists uploads', query: fileListSchema },
  { method: 'get', path: '/v1/files/{id}', summary: 'Describes an upload' },
  {
    method: 'get',
    path: '/v1/files/{id}/content',
    summary: 'The bytes of an upload',
    replies: 'application/octet-stream',
  },
  { method: 'delete', path: '/v1/files/{id}', summary: 'Deletes an upload' },
  {
    method: 'post',
    path: '/v1/audio/transcriptions',
    summary: 'Writes down what is said',
    form: transcriptionFieldsSchema,
  },
  {
    method: 'post',
    path: '/v1/audio/translations',
    summary: 'Writes down in English what is said',
    form: transcriptionFieldsSchema,
  },
  {
    method: 'post',
    path: '/v1/audio/speech',
    summary: 'Reads a text aloud',
    body: speechSchema,
    replies: 'audio/wav',
  },
  { method: 'post', path: '/v1/embeddings', summary: 'Turns texts into vectors', body: embeddingsSchema },
  { method: 'post', path: '/v1/images/generations', summary: 'Draws a picture', body: imagesSchema },
  {
    method: 'post',
    path: '/v1/images/edits',
    summary: 'Changes a picture as told in words',
    form: imageEditSchema,
    files: ['image', 'mask'],
  },
  {
    method: 'post',
    path: '/api/chat',
    summary: 'Answers a chat as a UI message stream of the AI SDK; errors come as text/plain',
    body: uiChatSchema,
    replies: 'text/event-stream',
    errors: 'text/plain',
  },
  {
    method: 'get',
    path: '/api/chat/{id}/stream',
    summary: 'The answer that a chat waits for, from its begin; 204 where there is none',
    replies: 'text/event-stream',
    mayBeEmpty: true,
    errors: 'text/plain',
  },
  {
    method: 'post',
    path: '/api/chat/{id}/stop',
    summary: 'Stops the answer of a chat',
    status: 204,
    errors: 'text/plain',
  },
  { method: 'post', path: '/v1/batches', summary: 'Answers a file of requests', body: batchRequestSchema },
  { method: 'get', path: '/v1/batches', summary: 'Lists batches', query: batchListSchema },
  { method: 'get', path: '/v1/batches/{id}', summary: 'How a batch goes, and its files when it has ended' },
  { method: 'post', path: '/v1/batches/{id}/cancel', summary: 'Cancels a batch' },
  {
    method: 'post',
    path: '/v1/batches/jobs',
    summary: 'Asks the same of each file, or answers a jobs file with the files that it names',
    body: jobBatchSchema,
    status: 201,
  },
  {
    method: 'get',
    path: '/v1/batches/{id}/results',
    summary: 'The results so far as rows, a page at a time; narrowed to an outcome and to words',
    query: batchResultsSchema,
  },
  {
    method: 'get',
    path: '/v1/batches/{id}/download',
    summary: 'All results as a file: JSON lines, or CSV',
    query: batchDownloadSchema,
    replies: 'application/jsonl',
  },
  {
    method: 'post',
    path: '/v1/batches/{id}/retry',
    summary: 'Answers again what failed of a batch that has ended',
    body: batchRetrySchema,
  },
  { method: 'get', path: '/v1/queue', summary: 'Lanes, workers, models and batches as they are now' },
  { method: 'post', path: '/v1/runs', summary: 'Starts a run', body: runRequestSchema, status: 202 },
  { method: 'get', path: '/v1/runs', summary: 'Lists runs', query: runListSchema },
  { method: 'get', path: '/v1/runs/{id}', summary: 'How a run goes, and its record when it has ended' },
  {
    method: 'get',
    path: '/v1/runs/{id}/events',
    summary: 'The events of a run, from the first or after Last-Event-ID',
    replies: 'text/event-stream',
  },
  { method: 'post', path: '/v1/runs/{id}/cancel', summary: 'Cancels a run' },
  {
    method: 'post',
    path: '/v1/runs/{id}/approval',
    summary: 'Approves, declines or changes the plan that a run waits with',
    body: approvalSchema,
  },
  {
    method: 'post',
    path: '/v1/runs/{id}/feedback',
    summary: 'Says whether an answer or a step of a run is good or bad',
    body: opinionSchema,
  },
  {
    method: 'get',
    path: '/v1/feedback',
    summary: 'Lists what this key said of answers and steps',
    query: feedbackListSchema,
  },
  {
    method: 'post',
    path: '/v1/plans',
    summary: 'Plans and forecasts, and runs nothing',
    body: runRequestSchema,
  },
  { method: 'get', path: '/v1/chats', summary: 'Lists chats, or searches in them', query: chatListSchema },
  {
    method: 'post',
    path: '/v1/chats',
    summary: 'Begins a chat that is kept',
    body: newChatSchema,
    status: 201,
  },
  { method: 'get', path: '/v1/chats/{id}', summary: 'A chat with its turns' },
  { method: 'post', path: '/v1/chats/{id}', summary: 'Renames a chat', body: renameSchema },
  { method: 'delete', path: '/v1/chats/{id}', summary: 'Deletes a chat and stops what runs in it' },
  {
    method: 'get',
    path: '/v1/chats/{id}/export',
    summary: 'A chat as a file: JSON with all run records, or Markdown',
    query: exportSchema,
  },
  {
    method: 'post',
    path: '/v1/chats/{id}/turns',
    summary: 'Asks in a chat and starts the run that answers',
    body: turnRequestSchema,
    status: 202,
  },
  { method: 'get', path: '/v1/chats/{id}/turns/{turn}', summary: 'A turn with the record of its run' },
  {
    method: 'post',
    path: '/v1/chats/{id}/turns/{turn}/again',
    summary: 'Asks the same again, with other models if wanted',
    body: againSchema,
    status: 202,
  },
  {
    method: 'post',
    path: '/v1/chats/{id}/turns/{turn}/resume',
    summary: 'Carries on with a turn whose run a stopped server left',
    status: 202,
  },
  {
    method: 'post',
    path: '/v1/chats/{id}/turns/{turn}/feedback',
    summary: 'Says whether the answer of a turn or one of its steps is good or bad',
    body: opinionSchema,
  },
  {
    method: 'post',
    path: '/v1/media',
    summary: 'Uploads a file for requests and says what it is',
    form: z.object({}),
    status: 201,
  },
  {
    method: 'get',
    path: '/v1/media/{digest}/thumbnail',
    summary: 'A picture, small',
    replies: 'image/jpeg',
  },
  {
    method: 'get',
    path: '/v1/media/{digest}/link',
    summary: 'What a file is, with a path that browsers may open',
  },
  {
    method: 'get',
    path: '/v1/settings',
    summary: 'What the server was started with: profile, LLM, privacy, budget',
  },
  {
    method: 'post',
    path: '/v1/settings',
    summary: 'Writes settings into the settings file and starts the server anew, for admins',
    body: settingsChangeSchema,
  },
  { method: 'get', path: '/v1/keys', summary: 'Lists keys, never the keys themselves, for admins' },
  {
    method: 'post',
    path: '/v1/keys',
    summary: 'Makes a key and shows it this once, for admins',
    body: newKeySchema,
    status: 201,
  },
  { method: 'delete', path: '/v1/keys/{id}', summary: 'Revokes a key at once, for admins' },
  { method: 'get', path: '/v1/doctor', summary: 'What works here, what does not, and what to do about it' },
  { method: 'get', path: '/v1/tools', summary: 'The tools with their inputs and outputs' },
]

const errorSchema = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string(), code: z.string() }),
})

/** The description of the server as OpenAPI 3.1, from the very schemas that requests are parsed by. */
export function openApiDocument({ asksForKeys = true } = {}) {
  const { components, write } = createComponentSchemas()
  const paths: Record<string, Record<string, object>> = {}
  for (const endpoint of endpoints) {
    const operations = paths[endpoint.path] ?? {}
    paths[endpoint.path] = { ...operations, [endpoint.method]: operationOf(endpoint, write) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Switchyard', version: packageVersion },
    paths,
    components: {
      schemas: { Error: jsonSchema(errorSchema), ...components },
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
    security: asksForKeys ? [{ key: [] }] : [],
  }
}

export function addOpenApiRoute(app: Hono<ServerEnv>, { keys }: Services): void {
  const document = openApiDocument({ asksForKeys: keys !== undefined })
  app.get('/openapi.json', (c) => c.json(document))
}

function operationOf(endpoint: Endpoint, write: (schema: z.ZodType) => object): object {
  const {
    path,
    summary,
    body,
    form,
    files,
    query,
    replies,
    status = 200,
    isOpen,
    mayBeEmpty,
    errors,
  } = endpoint
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema: jsonSchema(schema),
    })),
  ]
  const content = body
    ? { 'application/json': { schema: write(body) } }
    : form
      ? { 'multipart/form-data': { schema: formSchema(form, files) } }
      : undefined
  return {
    summary,
    parameters,
    ...(content && { requestBody: { required: true, content } }),
    ...(isOpen && { security: [] }),
    responses: {
      [status]: {
        description: 'Done',
        ...(status !== 204 && { content: { [replies ?? 'application/json']: {} } }),
      },
      ...(mayBeEmpty && { 204: { description: 'There is none' } }),
      default: {
        description: 'It could not be done',
        content:
          errors === undefined
            ? { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
            : { [errors]: {} },
      },
    },
  }
}

function formSchema(fields: z.ZodObject, files: readonly string[] = ['file']): object {
  const { properties = {}, required = [], ...rest } = jsonSchema(fields)
  const parts = Object.fromEntries(files.map((name) => [name, { type: 'string', format: 'binary' }]))
  return { ...rest, properties: { ...parts, ...properties }, required: [...files.slice(0, 1), ...required] }
}

function jsonSchema(schema: z.core.$ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rest
}
