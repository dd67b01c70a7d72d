import { z } from 'zod'
import type { Request as AgentRequest } from '../../agent/options.js'
import type { Media } from '../../media/media.js'
import { planSchema } from '../../plan/plan.js'
import { badRequest } from '../http/api-error.js'
import { fileField } from '../http/inline-file.js'
import { fileAt, type MediaReference, takeInMedia } from '../runs/request-media.js'
import type { Services } from '../services.js'

/** A file of a request: a data or https URL, an upload, or something that a run of the same key has sent or made. */
const attachmentSchema = z.union([
  z.strictObject({ url: fileField.describe('A data: or https: URL.') }),
  z.strictObject({ file_id: z.string().describe('The id of an upload of POST /v1/files.') }),
  z.strictObject({
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('The SHA-256 of a file that a run has sent or made.'),
  }),
])

/** What a client asks of `/v1/runs` and `/v1/plans`. */
export const runRequestSchema = z.strictObject({
  text: z.string().max(1_000_000).default('').describe('What is asked, in words.'),
  media: z
    .array(attachmentSchema)
    .default([])
    .describe('Files. In the plan they are $image1, $audio1 and so on, in this order.'),
  plan: planSchema.optional().describe('A plan to run as it is, instead of asking a planner.'),
})
export type SentRunRequest = z.output<typeof runRequestSchema>

/** The request as the agent takes it, with its files taken in. @throws ApiError */
export async function toAgentRequest(
  { text, media, plan }: SentRunRequest,
  options: { services: Services; owner: string; signal: AbortSignal },
): Promise<AgentRequest & { media: Media[] }> {
  // Which models run here is for the operator to say: a name may stand for a download, or for a folder.
  if (plan?.steps.some(({ model }) => model !== undefined))
    throw badRequest(
      'A plan over the network names no models. Leave "model" out of its steps.',
      'plan',
      'model_not_allowed',
    )
  const references = media.map((one, at): MediaReference => {
    if ('url' in one) return { source: fileAt(one.url), param: `media[${at}].url` }
    if ('file_id' in one)
      return { source: { kind: 'upload', id: one.file_id }, param: `media[${at}].file_id` }
    return { source: { kind: 'media', digest: one.digest }, param: `media[${at}].digest` }
  })
  return { text, media: await takeInMedia(references, options), plan }
}
