import { serve } from './serve.js'

export interface ServedByOllama {
  name: string
  capabilities: readonly string[]
}

/** A server that speaks Ollama's own API and its OpenAI endpoints, as far as its models are asked for. */
export async function startOllama(models: readonly ServedByOllama[]) {
  const asked: string[] = []
  const { url, close } = await serve((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      asked.push(`${request.method} ${request.url}`)
      const send = (body: unknown, status = 200) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      if (request.url === '/v1/models')
        return send({
          object: 'list',
          data: models.map(({ name }) => ({ id: name, object: 'model', owned_by: 'library' })),
        })
      if (request.url === '/api/tags')
        return send({ models: models.map(({ name }) => ({ name, model: name, size: 1 })) })
      if (request.url === '/api/show') {
        const wanted: { model?: unknown } = JSON.parse(Buffer.concat(parts).toString('utf8'))
        const model = models.find(({ name }) => name === wanted.model)
        return model
          ? send({ details: {}, capabilities: model.capabilities })
          : send({ error: 'not found' }, 404)
      }
      return send({ error: 'not found' }, 404)
    })
  })
  return { url, asked, close }
}

/** A server that only lists models at `/v1/models`, in whatever form. */
export const startModelList = (body: unknown, wantsKey?: string) =>
  serve((request, response) => {
    const isAllowed = !wantsKey || request.headers.authorization === `Bearer ${wantsKey}`
    const status = !isAllowed ? 401 : request.url === '/v1/models' ? 200 : 404
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(status === 200 ? body : { error: 'no' }))
  })

/** LM Studio: its OpenAI endpoint lists names alone, its own one also what they are and which is loaded. */
export const startLmStudio = (models: readonly { id: string; type: string; isLoaded?: boolean }[]) =>
  startLists({
    '/v1/models': {
      object: 'list',
      data: models.map(({ id }) => ({ id, object: 'model', owned_by: 'organization_owner' })),
    },
    '/api/v0/models': {
      object: 'list',
      data: models.map(({ id, type, isLoaded }) => ({
        ...{ id, type, object: 'model', arch: 'any', state: isLoaded ? 'loaded' : 'not-loaded' },
        max_context_length: 32_768,
      })),
    },
  })

/** llama.cpp's server: one model, by the name of its file, and what it takes in beside OpenAI's list. */
export const startLlamaCpp = ({ file, capabilities }: { file: string; capabilities: readonly string[] }) =>
  startLists({
    '/v1/models': {
      models: [{ name: file, model: file, type: 'model', capabilities, details: { format: 'gguf' } }],
      object: 'list',
      data: [{ id: file, object: 'model', created: 0, owned_by: 'llamacpp', meta: { n_ctx_train: 4096 } }],
    },
  })

/** vLLM: what a model takes in is not said. */
export const startVllm = (model: string) =>
  startLists({
    '/v1/models': {
      object: 'list',
      data: [
        { id: model, object: 'model', owned_by: 'vllm', root: model, max_model_len: 8192, permission: [] },
      ],
    },
  })

const startLists = (lists: Readonly<Record<string, unknown>>) =>
  serve((request, response) => {
    const list = lists[request.url ?? '']
    response.writeHead(list ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(list ?? { error: 'not found' }))
  })
