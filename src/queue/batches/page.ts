import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { z } from 'zod'
import { endpointCallSchema } from '../../batch/endpoint-call.js'
import { errorInfoSchema } from '../../core/error-info.js'
import { SwitchyardError } from '../../core/errors.js'
import { mediaSchema } from '../../media/media.js'
import { planSchema } from '../../plan/plan.js'

const requestSchema = z.object({
  customId: z.string(),
  text: z.string(),
  media: z.array(mediaSchema),
  plan: planSchema.optional(),
  call: endpointCallSchema.optional(),
})

/** A line that can't be run: broken, or with media that can't be had. */
const unfitSchema = z.object({
  customId: z.string().optional(),
  /** Its number in the jobs file, when the line itself is what is wrong. */
  line: z.number().optional(),
  error: errorInfoSchema,
})

/** A job as a batch keeps it: ready to be run, its media in the store, or with the reason why it can't be. */
const batchJobSchema = z.union([requestSchema, unfitSchema])
export type BatchJob = z.infer<typeof batchJobSchema>
export type UnfitJob = z.infer<typeof unfitSchema>
export const isUnfit = (job: BatchJob): job is UnfitJob => 'error' in job

const pageSchema = z.object({ first: z.number(), jobs: z.array(batchJobSchema) })
/** Jobs that follow each other in their batch; `first` is the number of the first, from 0. */
export type Page = z.infer<typeof pageSchema>

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

export const packJson = (value: unknown): Promise<Buffer> => deflate(JSON.stringify(value))
export const unpackJson = async (packed: Buffer): Promise<unknown> =>
  JSON.parse((await inflate(packed)).toString('utf8'))

/** @throws SwitchyardError `INTERNAL` for what another version has written */
export async function unpackPage(packed: Buffer): Promise<Page> {
  const parsed = pageSchema.safeParse(await unpackJson(packed))
  if (parsed.success) return parsed.data
  throw new SwitchyardError(
    'INTERNAL',
    'This batch was submitted by another version of Switchyard. Use the same version everywhere.',
  )
}
