import { z } from 'zod'
import { serve } from './serve.js'

const bodySchema = z.object({
  model: z.string(),
  stream: z.boolean().optional(),
  response_format: z.unknown().optional(),
  messages: z.array(z.object({ content: z.unknown() })),
})

/** A plan of one look at the picture, and what is seen: samples/images/scene-06.png. */
const look = (instruction: string) => ({
  parts: ['what is in the picture', 'how many people'],
  steps: [{ id: 's1', tool: 'image-text-to-text', input: { images: ['$image1'], instruction } }],
  answer: null,
})
const seen =
  'A bus stands to the left of a flower, on a brown background. There are no people in the picture.'
const hello =
  'Hello! I can describe pictures, transcribe recordings, search videos and work with texts and tables. Attach a file and ask about it.'

/**
 * An LLM server that sees, for recordings: it speaks OpenAI's protocol, and with `capabilities` Ollama's too, and knows the
 * right replies to two requests, a greeting and a question about one sample. Anything else gets HTTP 418.
 */
export async function startSeeingLlm({
  model,
  capabilities,
}: {
  model: string
  /** As Ollama tells them. Default: it is no Ollama. */
  capabilities?: readonly string[] | undefined
}) {
  const calls: string[] = []
  const { url, close } = await serve((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const send = (body: unknown, status = 200) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      if (request.url === '/v1/models')
        return send({ object: 'list', data: [{ id: model, object: 'model' }] })
      if (capabilities && request.url === '/api/tags') return send({ models: [{ name: model, model }] })
      if (capabilities && request.url === '/api/show') return send({ details: {}, capabilities })
      if (request.url !== '/v1/chat/completions') return send({ error: 'not found' }, 404)
      const body = bodySchema.parse(JSON.parse(Buffer.concat(parts).toString('utf8')))
      const text = replyTo(body)
      if (text === undefined) return send({ error: { message: 'This is not in the script.' } }, 418)
      calls.push(body.response_format ? 'plan' : 'text')
      if (!body.stream) return send(completion(model, { message: { role: 'assistant', content: text } }))
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const content of text.match(/[\s\S]{1,12}/g) ?? [])
        response.write(`data: ${JSON.stringify(completion(model, { delta: { content } }))}\n\n`)
      response.write(`data: ${JSON.stringify(completion(model, { delta: {}, finish_reason: 'stop' }))}\n\n`)
      return response.end('data: [DONE]\n\n')
    })
  })
  return { url, calls, close }
}

const completion = (model: string, choice: object) => ({
  ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 0, model },
  choices: [{ index: 0, finish_reason: null, ...choice }],
})

function replyTo({ messages, response_format }: z.infer<typeof bodySchema>): string | undefined {
  const last = messages.at(-1)?.content
  if (response_format === undefined) return JSON.stringify(last).includes('image_url') ? seen : undefined
  const request = /The request:\n(.*)/.exec(String(last))?.[1] ?? ''
  if (/^hello/i.test(request)) return JSON.stringify({ parts: [], steps: [], answer: hello })
  return /picture/.test(request) ? JSON.stringify(look(request)) : undefined
}
