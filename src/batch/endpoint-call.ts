import { z } from 'zod'

/** The endpoints of OpenAI's API that a job may be a request of. */
export const callUrls = [
  '/v1/chat/completions',
  '/v1/responses',
  '/v1/embeddings',
  '/v1/audio/transcriptions',
  '/v1/audio/translations',
  '/v1/audio/speech',
  '/v1/images/generations',
] as const
/** An endpoint that a line of a batch may call. */
export type CallUrl = (typeof callUrls)[number]

export const endpointCallSchema = z.object({
  url: z.enum(callUrls),
  /** As a client would send it. */
  body: z.record(z.string(), z.unknown()),
  /** Whose request it is, where keys tell. */
  owner: z.string().optional(),
  /** Where clients reach the server, for links to what is made. */
  origin: z.string().optional(),
})
/** A request of one of those endpoints. */
export type EndpointCall = z.infer<typeof endpointCallSchema>

/** What the endpoint replied. */
export interface CallReply {
  status: number
  requestId: string
  body: unknown
}

/** Answers such a request as the server would; never rejects for what the request is. */
export type AnswerCall = (call: EndpointCall, options: { signal: AbortSignal }) => Promise<CallReply>

const usageShape = z.object({ usage: z.object({ cost: z.number().nonnegative() }) })

/** Estimated US dollars of a reply; 0 where it tells none. */
export const costOfReply = ({ body }: CallReply): number => usageShape.safeParse(body).data?.usage.cost ?? 0
