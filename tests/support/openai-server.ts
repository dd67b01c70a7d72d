import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { z } from 'zod'

/**
 * An HTTP server on loopback that speaks the OpenAI chat-completions protocol, scripted per test: each request takes the
 * next step. A request that no step was written for gets HTTP 418 and fails `assertDone`, and so does a step that no
 * request took.
 */
export interface OpenAiServer {
  /** With `/v1`. */
  readonly baseUrl: string
  readonly requests: readonly RecordedRequest[]
  /** Resolves when the n-th request (from 1) has been received. */
  received(count: number): Promise<RecordedRequest>
  /** Resolves when the client has hung up on the n-th request (from 1) before its reply was complete. */
  hungUp(count: number): Promise<void>
  /** Throws when a request was unexpected or a step unused. */
  assertDone(): void
  close(): Promise<void>
}

const partSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
])

const bodySchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.union([z.string(), z.array(partSchema)]) })),
  stream: z.boolean().optional(),
  stream_options: z.object({ include_usage: z.boolean() }).optional(),
  temperature: z.number().optional(),
  max_tokens: z.number().optional(),
  max_completion_tokens: z.number().optional(),
  response_format: z
    .object({
      type: z.string(),
      json_schema: z
        .object({
          name: z.string(),
          strict: z.boolean().nullish(),
          schema: z.record(z.string(), z.unknown()),
        })
        .optional(),
    })
    .optional(),
})

export interface RecordedRequest {
  path: string
  authorization: string | undefined
  body: z.infer<typeof bodySchema>
}

/** The URLs of the pictures in a request, in order. */
export function picturesIn({ body }: RecordedRequest): string[] {
  return body.messages.flatMap(({ content }) =>
    typeof content === 'string'
      ? []
      : content.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : [])),
  )
}

export type ServerStep =
  /** A complete reply, streamed or not as the client asked, in pieces of a few characters. */
  | { reply: string; finish?: string }
  /** The same, of a value as JSON. */
  | { json: unknown }
  /** An HTTP error in OpenAI's form, or with a body of another. */
  | { status: number; message?: string; code?: string; headers?: Record<string, string>; body?: unknown }
  /** Any bytes with status 200. */
  | { bytes: string | Uint8Array; contentType?: string }
  /** Headers at once, then this text in a stream, then nothing more until the client goes. */
  | { stall: string }
  /** No reply at all until the client goes. */
  | { silence: true }
  /** A stream that breaks after this text: the socket is destroyed, or the stream ends with no finish reason. */
  | { cutAfter: string; how: 'reset' | 'end' }
  /** An error in the middle of a stream. */
  | { failAfter: string; message: string }
  /** HTTP 400 for a request with a `response_format` of one of these types; 418 for any other. */
  | { refuseFormat: readonly string[] }

export async function startOpenAiServer(script: readonly ServerStep[]): Promise<OpenAiServer> {
  const steps = [...script]
  const requests: RecordedRequest[] = []
  const unexpected: string[] = []
  const sockets = new Set<Socket>()
  const arrivals = new Signals<RecordedRequest>()
  const departures = new Signals<void>()

  const server = createServer((request, response) => {
    // Its models are asked for, which it doesn't list: that is no request of the script.
    if (/^\/(?:v1\/models|api\/(?:tags|show|v0\/models))$/.test(request.url ?? ''))
      return void response.writeHead(404).end()
    void (async () => {
      const body = bodySchema.parse(JSON.parse(await read(request)))
      const recorded = {
        path: request.url ?? '',
        authorization: request.headers.authorization,
        body,
      }
      requests.push(recorded)
      const count = requests.length
      response.on('close', () => {
        if (!response.writableFinished) departures.give(count, undefined)
      })
      const step = steps.shift()
      if (!step || recorded.path !== '/v1/chat/completions') {
        unexpected.push(`request ${count} to ${recorded.path}`)
        sendError(response, { status: 418, message: 'The script has no step for this request.' })
      } else {
        play(step, body, response)
      }
      arrivals.give(count, recorded)
    })().catch((thrown: unknown) => {
      unexpected.push(String(thrown))
      response.destroy()
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    received: (count) => arrivals.take(count),
    hungUp: (count) => departures.take(count),
    assertDone() {
      if (unexpected.length > 0) throw new Error(`Unexpected: ${unexpected.join('; ')}`)
      if (steps.length > 0)
        throw new Error(`${steps.length} steps unused, the first: ${JSON.stringify(steps[0])}`)
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Body = RecordedRequest['body']

function play(step: ServerStep, body: Body, response: ServerResponse): void {
  if ('silence' in step) return
  if ('reply' in step) sendReply(response, body, step.reply, step.finish ?? 'stop')
  else if ('json' in step) sendReply(response, body, JSON.stringify(step.json), 'stop')
  else if ('status' in step) sendError(response, step)
  else if ('bytes' in step) {
    response.writeHead(200, { 'content-type': step.contentType ?? 'text/event-stream' })
    response.end(step.bytes)
  } else if ('refuseFormat' in step) refuseFormat(response, body, step.refuseFormat)
  else breakOff(response, body, step)
}

function refuseFormat(response: ServerResponse, body: Body, refused: readonly string[]): void {
  const type = body.response_format?.type ?? ''
  if (refused.includes(type))
    sendError(response, { status: 400, message: `response_format ${type} is not supported` })
  else
    sendError(response, {
      status: 418,
      message: `expected a response_format of ${refused.join(', ')}, got "${type}"`,
    })
}

type BrokenStep = Extract<ServerStep, { stall: string } | { cutAfter: string } | { failAfter: string }>

function breakOff(response: ServerResponse, body: Body, step: BrokenStep): void {
  const text = 'stall' in step ? step.stall : 'cutAfter' in step ? step.cutAfter : step.failAfter
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const piece of piecesOf(text)) response.write(event(chunk(body, { delta: { content: piece } })))
  if ('failAfter' in step) response.end(event({ error: { message: step.message, type: 'server_error' } }))
  if ('cutAfter' in step) {
    if (step.how === 'end') response.end()
    else response.write(event(chunk(body, { delta: { content: '' } })), () => response.destroy())
  }
}

function sendReply(response: ServerResponse, body: Body, text: string, finish: string): void {
  const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 }
  if (!body.stream) {
    const message = { role: 'assistant', content: text }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        ...envelope(body, 'chat.completion'),
        choices: [{ index: 0, message, finish_reason: finish }],
        usage,
      }),
    )
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(event(chunk(body, { delta: { role: 'assistant', content: '' } })))
  for (const piece of piecesOf(text)) response.write(event(chunk(body, { delta: { content: piece } })))
  response.write(event(chunk(body, { delta: {}, finish_reason: finish })))
  response.write(event({ ...envelope(body, 'chat.completion.chunk'), choices: [], usage }))
  response.end('data: [DONE]\n\n')
}

function sendError(
  response: ServerResponse,
  {
    status,
    message = `scripted ${status}`,
    code,
    headers = {},
    body,
  }: Extract<ServerStep, { status: number }>,
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body ?? { error: { message, type: 'scripted', code: code ?? null } }))
}

/** Some characters each; a text of many thousands is in longer ones, a thousand at most. */
const piecesOf = (text: string) => {
  const size = Math.max(24, Math.ceil(text.length / 1000))
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
    text.slice(at * size, (at + 1) * size),
  )
}
const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`
const envelope = (body: Body, object: string) => ({ id: 'chatcmpl-1', object, created: 0, model: body.model })
const chunk = (body: Body, choice: { delta: object; finish_reason?: string }) => ({
  ...envelope(body, 'chat.completion.chunk'),
  choices: [{ index: 0, finish_reason: null, ...choice }],
})

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString('utf8')
}

/** Numbered things that happen once each; may be awaited before or after. */
class Signals<T> {
  private readonly entries = new Map<number, { promise: Promise<T>; resolve: (value: T) => void }>()

  give(number: number, value: T): void {
    this.entry(number).resolve(value)
  }

  take(number: number): Promise<T> {
    return this.entry(number).promise
  }

  private entry(number: number) {
    const known = this.entries.get(number)
    if (known) return known
    let resolve: (value: T) => void = () => {}
    const promise = new Promise<T>((give) => {
      resolve = give
    })
    const entry = { promise, resolve }
    this.entries.set(number, entry)
    return entry
  }
}
