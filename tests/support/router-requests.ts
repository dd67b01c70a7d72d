import type { IncomingMessage } from 'node:http'
import { z } from 'zod'

/** What a model is asked, taken out of whichever form it came in. */
export interface TaskRequest {
  task: string
  /** The picture or recording. */
  bytes: Buffer | undefined
  inputs: unknown
  parameters: Readonly<Record<string, unknown>>
}

export interface SeenCall {
  server: 'router' | 'files'
  method: string
  path: string
  authorization: string | undefined
  billTo: string | undefined
  contentType: string | undefined
  body: Buffer
}

const jsonBody = z.object({
  inputs: z.unknown(),
  parameters: z.record(z.string(), z.unknown()).default({}),
})
const picture = z.object({ image: z.string() })
/** These take their input as the body itself. */
const binaryTasks = /^(image-(classification|to-text|to-image)|object-detection|audio-|automatic-speech)/

/** A place of the router, as a request names it. */
export interface Route {
  kind: 'mapping' | 'chat' | 'task' | 'queue'
  model: string
  task?: string | undefined
  rest?: string
  /** Takes anybody, with or without a token: a server of one's own. */
  open?: boolean
}

/** The places that there are. Anything else is no request that the real router would understand. */
export function matchRoute({ method, url = '' }: IncomingMessage): Route | undefined {
  const path = decodeURIComponent(url)
  const mapping = /^\/api\/models\/([^?]+)\?expand\[\]=inferenceProviderMapping$/.exec(path)
  if (mapping?.[1] && method === 'GET') return { kind: 'mapping', model: mapping[1] }
  const fal = /^\/fal-ai\/([^?]+?)(\/requests\/.+|\?_subdomain=queue|)$/.exec(path)
  if (fal?.[1]) return { kind: 'queue', model: fal[1], rest: fal[2] ?? '' }
  if (method !== 'POST') return undefined
  const chat = /^(\/hf-inference\/models\/[^/]+\/[^/]+|\/task\/[^/]+\/[^/]+)?\/v1\/chat\/completions$/.exec(
    path,
  )
  if (chat) return { kind: 'chat', model: '', open: chat[1]?.startsWith('/task/') ?? false }
  const inference = /^\/hf-inference\/models\/([^/]+\/[^/]+?)(?:\/pipeline\/([a-z-]+))?$/.exec(path)
  if (inference?.[1]) return { kind: 'task', model: inference[1], task: inference[2] }
  const own = /^\/task\/([^/]+\/[^/]+)$/.exec(path)
  return own?.[1] ? { kind: 'task', model: own[1], open: true } : undefined
}

/** What is asked; a string: what is wrong with it. */
export function readTask(task: string, { body, contentType = '' }: SeenCall): TaskRequest | string {
  if (binaryTasks.test(task) && contentType !== 'application/json') {
    if (!/^(image|audio)\//.test(contentType)) return `Content type "${contentType}" not supported.`
    return { task, bytes: body, inputs: undefined, parameters: {} }
  }
  const parsed = jsonBody.safeParse(contentType === 'application/json' ? parse(body) : undefined)
  if (!parsed.success) return 'The body is no JSON with `inputs`.'
  const { inputs, parameters } = parsed.data
  const inside = picture.safeParse(inputs)
  const base64 = inside.success
    ? inside.data.image
    : task === 'image-segmentation'
      ? String(inputs)
      : undefined
  return { task, bytes: base64 === undefined ? undefined : Buffer.from(base64, 'base64'), inputs, parameters }
}

export function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
