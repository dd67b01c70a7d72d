import { z } from 'zod'
import { serve } from './serve.js'

const bodySchema = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  system: z.unknown().optional(),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.unknown() })),
  tools: z.array(z.object({ name: z.string(), input_schema: z.record(z.string(), z.unknown()) })).optional(),
})

export interface AnthropicRequest {
  key: unknown
  body: z.infer<typeof bodySchema>
}

/** What a request is answered with: words, a call of the one tool that was offered, or an error. */
export type AnthropicStep =
  | { text: string; stop?: 'end_turn' | 'max_tokens' }
  | { input: unknown; stop?: 'tool_use' | 'max_tokens' }
  | { status: number; type: string; message: string }

/** An HTTP server on loopback that speaks Anthropic's Messages API, streamed or not, one step a request. */
export async function startAnthropicServer(script: readonly AnthropicStep[]) {
  const steps = [...script]
  const requests: AnthropicRequest[] = []
  const { url, close } = await serve((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const parsed = bodySchema.safeParse(JSON.parse(Buffer.concat(parts).toString('utf8')))
      const step = steps.shift()
      if (!parsed.success || !step || request.url !== '/v1/messages') {
        response.writeHead(418).end(`unexpected: ${request.url} ${parsed.error?.message ?? ''}`)
        return
      }
      requests.push({ key: request.headers['x-api-key'], body: parsed.data })
      if ('status' in step) {
        const { status, type, message } = step
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ type: 'error', error: { type, message } }))
        return
      }
      const sent = parsed.data.stream
        ? asStream(parsed.data, step)
        : JSON.stringify(asMessage(parsed.data, step))
      const type = parsed.data.stream ? 'text/event-stream' : 'application/json'
      response.writeHead(200, { 'content-type': type }).end(sent)
    })
  })
  return { url, requests, close }
}

type Body = AnthropicRequest['body']
type Reply = Exclude<AnthropicStep, { status: number }>

const stopOf = (step: Reply) => step.stop ?? ('text' in step ? 'end_turn' : 'tool_use')

function asMessage(body: Body, step: Reply) {
  const content =
    'text' in step
      ? { type: 'text', text: step.text }
      : { type: 'tool_use', id: 'toolu_1', name: body.tools?.[0]?.name, input: step.input }
  return {
    ...{ id: 'msg_1', type: 'message', role: 'assistant', model: body.model, content: [content] },
    ...{ stop_reason: stopOf(step), stop_sequence: null, usage: { input_tokens: 11, output_tokens: 7 } },
  }
}

function asStream(body: Body, step: Reply): string {
  const text = 'text' in step ? step.text : JSON.stringify(step.input)
  const start = { ...asMessage(body, step), content: [], stop_reason: null }
  const events = [
    { type: 'message_start', message: { ...start, usage: { input_tokens: 11, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...(text.match(/[\s\S]{1,12}/g) ?? []).map((piece) => ({
      ...{ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } },
    })),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: stopOf(step), stop_sequence: null },
      usage: { output_tokens: 7 },
    },
    { type: 'message_stop' },
  ]
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
}
