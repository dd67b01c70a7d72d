import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { play, type RouterFault, takeFault } from './router-faults.js'
import {
  matchRoute,
  parse,
  type Route,
  readTask,
  type SeenCall,
  type TaskRequest,
} from './router-requests.js'

export type { SeenCall, TaskRequest }

export type Answer = { json: unknown } | { bytes: Uint8Array; type: string }

export interface ServedModel {
  /** The Hub's task id; `conversational` for chat models. */
  task: string
  /** The provider's own id of the model, by provider. Empty: served by nobody. */
  providers: Readonly<Record<string, string>>
  gated?: boolean
  answer(request: TaskRequest): Answer | Promise<Answer>
}

export interface FakeRouter {
  /** For `HF_ENDPOINT` and `HF_INFERENCE_ENDPOINT`, and (with a path) for a candidate's `endpoint`. */
  url: string
  /** Where providers put results: another host, that must not see the token. */
  filesUrl: string
  requests: SeenCall[]
  faults: RouterFault[]
  /** Puts a file where results of providers are, and returns its address. */
  keep(file: { bytes: Uint8Array; type: string }): string
  /** What hf-inference says that each call took it; undefined: nothing. */
  computeSeconds: number | undefined
  /** Requests whose client hung up before the answer was complete. */
  readonly hungUp: number
  /** Answers a request that somebody else has received; `false`: it is none for this router. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  /** Throws when a request came that the real router does not know. */
  assertExpected(): void
  close(): Promise<void>
}

export interface FakeRouterOptions {
  /** The one token that is good. */
  token: string
  models: Readonly<Record<string, ServedModel>>
}

const chatBody = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })).min(1),
  stream: z.boolean().optional(),
})

/**
 * The router of the Inference Providers on the loopback address, with the Hub's provider mapping: the tasks of
 * hf-inference, chat completions (streamed or not), the queue of fal-ai with its results on another server, and a server
 * of one's own for a single task (`/task/MODEL`). It takes what the real one takes and nothing else.
 */
export async function fakeRouter({ token, models }: FakeRouterOptions): Promise<FakeRouter> {
  const requests: SeenCall[] = []
  const faults: RouterFault[] = []
  const unexpected: string[] = []
  const files: { bytes: Uint8Array; type: string }[] = []
  const queued = new Map<string, { looks: number; result: unknown }>()
  let hungUp = 0

  const fileServer = await listen(async (request, response) => {
    const { path } = await note('files', request)
    const fault = takeFault(faults, path)
    if (fault && (await play(fault, request, response))) return
    const file = files[Number(/^\/files\/(\d+)/.exec(path)?.[1])]
    if (file) response.writeHead(200, { 'content-type': file.type }).end(file.bytes)
    else refuse(response, 404, 'No such file')
  })
  const router = await listen(async (request, response) => {
    if (!(await handle(request, response))) {
      unexpected.push(`${request.method} ${request.url}`)
      refuse(response, 418, 'The real router has no such place')
    }
  })

  async function note(server: SeenCall['server'], request: IncomingMessage): Promise<SeenCall> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { authorization, 'content-type': contentType, 'x-hf-bill-to': billTo } = request.headers
    const seen: SeenCall = {
      server,
      method: request.method ?? '',
      path: decodeURIComponent(request.url ?? ''),
      authorization,
      billTo: [billTo].flat()[0],
      contentType,
      body: Buffer.concat(chunks),
    }
    requests.push(seen)
    return seen
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const match = matchRoute(request)
    if (!match) return false
    const seen = await note('router', request)
    response.on('close', () => {
      if (!response.writableFinished) hungUp += 1
    })
    const fault = takeFault(faults, seen.path)
    if (fault && (await play(fault, request, response))) return true
    if (!match.open && match.kind !== 'mapping' && seen.authorization !== `Bearer ${token}`)
      refuse(response, 401, 'Invalid username or password.')
    else if (match.kind === 'mapping') sendMapping(response, match.model, seen)
    else if (match.kind === 'chat') await chat(response, seen)
    else if (match.kind === 'queue') await queue(response, seen, match)
    else await runTask(response, seen, match)
    return true
  }

  function sendMapping(response: ServerResponse, id: string, { authorization }: SeenCall) {
    const model = models[id]
    if (authorization !== undefined && authorization !== `Bearer ${token}`)
      return refuse(response, 401, 'Invalid credentials in Authorization header')
    if (!model) return refuse(response, 404, 'Repository not found', { 'x-error-code': 'RepoNotFound' })
    if (model.gated)
      return refuse(
        response,
        403,
        `Access to model ${id} is restricted and you are not in the authorized list.`,
        {
          'x-error-code': 'GatedRepo',
        },
      )
    const mapping = Object.entries(model.providers).map(([provider, providerId]) => [
      provider,
      { status: 'live', providerId, task: model.task },
    ])
    sendJson(response, { _id: '0', id, inferenceProviderMapping: Object.fromEntries(mapping) })
  }

  const servedAs = (provider: string, id: string) =>
    Object.values(models).find(({ providers }) => providers[provider] === id)

  async function runTask(response: ServerResponse, seen: SeenCall, { model: id, task, open }: Route) {
    const model = open ? models[id] : servedAs('hf-inference', id)
    if (!model) return refuse(response, 404, 'Model not found')
    const asked = readTask(task ?? model.task, seen)
    if (typeof asked === 'string') return refuse(response, 400, asked)
    if (fake.computeSeconds !== undefined) response.setHeader('x-compute-time', fake.computeSeconds)
    send(response, await model.answer(asked))
  }

  async function chat(response: ServerResponse, { body }: SeenCall) {
    const parsed = chatBody.safeParse(parse(body))
    if (!parsed.success) return refuse(response, 422, parsed.error.message)
    const { model: named, messages, stream } = parsed.data
    const model = models[named.split(':')[0] ?? '']
    if (!model)
      return sendJson(response, { error: { message: `The requested model '${named}' does not exist` } }, 404)
    const asked = { task: 'conversational', bytes: undefined, inputs: messages, parameters: {} }
    const answer = await model.answer(asked)
    const content = 'json' in answer ? String(answer.json) : ''
    const frame = { id: 'chat-1', created: 1, model: named, system_fingerprint: '' }
    if (!stream)
      return sendJson(response, {
        ...frame,
        object: 'chat.completion',
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      })
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const delta of content.split(/(?<= )/)) {
      const choices = [{ index: 0, delta: { role: 'assistant', content: delta } }]
      response.write(`data: ${JSON.stringify({ ...frame, object: 'chat.completion.chunk', choices })}\n\n`)
    }
    response.end('data: [DONE]\n\n')
  }

  /** fal-ai: a request is put in a queue, looked after, and its result fetched; files are elsewhere. */
  async function queue(
    response: ServerResponse,
    { method, body }: SeenCall,
    { model: id, rest = '' }: Route,
  ) {
    if (method === 'POST') {
      const model = servedAs('fal-ai', id)
      if (!model) return refuse(response, 404, `Application ${id} not found`)
      const { prompt, text, ...parameters } = z.record(z.string(), z.unknown()).parse(parse(body))
      const asked = { task: model.task, bytes: undefined, inputs: prompt ?? text, parameters }
      const answer = await model.answer(asked)
      const result = 'json' in answer ? answer.json : falResult(model.task, keep(answer))
      if (!rest.includes('_subdomain=queue')) return sendJson(response, result)
      const requestId = `request-${queued.size}`
      queued.set(requestId, { looks: 0, result })
      const place = `https://queue.fal.run/${id}/requests/${requestId}`
      return sendJson(response, { status: 'IN_QUEUE', request_id: requestId, response_url: place })
    }
    const [, requestId = '', status] = /^\/requests\/([\w-]+)(\/status)?/.exec(rest) ?? []
    const entry = queued.get(requestId)
    if (!entry) return refuse(response, 404, 'Request not found')
    if (!status) return sendJson(response, entry.result)
    entry.looks += 1
    sendJson(response, { status: entry.looks < 2 ? 'IN_PROGRESS' : 'COMPLETED' })
  }

  function keep(file: { bytes: Uint8Array; type: string }): string {
    files.push(file)
    return `${fileServer.url}/files/${files.length - 1}`
  }

  const fake: FakeRouter = {
    url: router.url,
    computeSeconds: undefined,
    filesUrl: fileServer.url,
    keep,
    requests,
    faults,
    get hungUp() {
      return hungUp
    },
    handle,
    assertExpected() {
      if (unexpected.length > 0) throw new Error(`Unexpected requests: ${unexpected.join('; ')}`)
    },
    close: async () => {
      await Promise.all([router.close(), fileServer.close()])
    },
  }
  return fake
}

function falResult(task: string, url: string): unknown {
  if (task === 'text-to-video' || task === 'image-to-video') return { video: { url } }
  return task.startsWith('text-to-') && task !== 'text-to-image' ? { audio: { url } } : { images: [{ url }] }
}

function send(response: ServerResponse, answer: Answer) {
  if ('json' in answer) return sendJson(response, answer.json)
  response.writeHead(200, { 'content-type': answer.type }).end(answer.bytes)
}

function sendJson(response: ServerResponse, json: unknown, status = 200, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json))
}

const refuse = (response: ServerResponse, status: number, error: string, headers = {}) =>
  sendJson(response, { error }, status, headers)

async function listen(handler: (...args: Parameters<RequestListener>) => Promise<void>) {
  const server = createServer((request, response) => {
    handler(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
