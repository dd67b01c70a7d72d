import type { Hono } from 'hono'
import { z } from 'zod'
import { packageVersion } from '../../version.js'
import { batchListSchema, batchRequestSchema } from '../openai/batches.js'
import { chatRequestSchema } from '../openai/chat/chat-request.js'
import { embeddingsSchema } from '../openai/embeddings.js'
import { fileFormSchema, fileListSchema } from '../openai/files.js'
import { imagesSchema } from '../openai/images.js'
import { speechSchema } from '../openai/speech.js'
import { transcriptionFieldsSchema } from '../openai/transcriptions.js'
import type { ServerEnv } from '../services.js'
import { runRequestSchema } from './run-request.js'
import { runListSchema } from './runs.js'

interface Endpoint {
  method: 'get' | 'post' | 'delete'
  /** With parameters in braces. */
  path: string
  summary: string
  body?: z.ZodType
  /** A form with a part named `file`, and these fields. */
  form?: z.ZodObject
  query?: z.ZodObject
  /** Type of the reply. Default: JSON. */
  replies?: string
  /** Status of success. Default: 200. */
  status?: number
  isOpen?: boolean
}

const endpoints: readonly Endpoint[] = [
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
  { method: 'post', path: '/v1/batches', summary: 'Answers a file of requests', body: batchRequestSchema },
  { method: 'get', path: '/v1/batches', summary: 'Lists batches', query: batchListSchema },
  { method: 'get', path: '/v1/batches/{id}', summary: 'How a batch goes, and its files when it has ended' },
  { method: 'post', path: '/v1/batches/{id}/cancel', summary: 'Cancels a batch' },
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
    path: '/v1/plans',
    summary: 'Plans and forecasts, and runs nothing',
    body: runRequestSchema,
  },
  { method: 'get', path: '/v1/tools', summary: 'The tools with their inputs and outputs' },
]

const errorSchema = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string(), code: z.string() }),
})

/** The description of the server as OpenAPI 3.1, from the very schemas that requests are parsed by. */
export function openApiDocument() {
  const paths: Record<string, Record<string, object>> = {}
  for (const endpoint of endpoints) {
    const operations = paths[endpoint.path] ?? {}
    paths[endpoint.path] = { ...operations, [endpoint.method]: operationOf(endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Switchyard', version: packageVersion },
    paths,
    components: {
      schemas: { Error: jsonSchema(errorSchema) },
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
    security: [{ key: [] }],
  }
}

export function addOpenApiRoute(app: Hono<ServerEnv>): void {
  const document = openApiDocument()
  app.get('/openapi.json', (c) => c.json(document))
}

function operationOf({ path, summary, body, form, query, replies, status = 200, isOpen }: Endpoint): object {
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
    ? { 'application/json': { schema: jsonSchema(body) } }
    : form
      ? { 'multipart/form-data': { schema: formSchema(form) } }
      : undefined
  return {
    summary,
    parameters,
    ...(content && { requestBody: { required: true, content } }),
    ...(isOpen && { security: [] }),
    responses: {
      [status]: { description: 'Done', content: { [replies ?? 'application/json']: {} } },
      default: {
        description: 'It could not be done',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

function formSchema(fields: z.ZodObject): object {
  const { properties = {}, required = [], ...rest } = jsonSchema(fields)
  const file = { type: 'string', format: 'binary' }
  return { ...rest, properties: { file, ...properties }, required: ['file', ...required] }
}

function jsonSchema(schema: z.core.$ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rest
}
