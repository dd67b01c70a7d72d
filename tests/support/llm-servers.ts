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
