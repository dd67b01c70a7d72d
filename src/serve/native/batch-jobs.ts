import type { Hono } from 'hono'
import { z } from 'zod'
import { jobUrl } from '../../batch/job-line.js'
import { onOneLine, withoutControls } from '../../core/text.js'
import type { Media } from '../../media/media.js'
import { planSchema } from '../../plan/plan.js'
import { requireScope } from '../access/key-ring.js'
import type { BatchKeeper } from '../batches/batch-keeper.js'
import { batchBody, completionWindowSchema, windowMs } from '../batches/batch-record.js'
import { rowFilters } from '../batches/batch-row.js'
import { isAsked, readRows, rowOf } from '../batches/batch-rows.js'
import { adoptJobs, composeJobs } from '../batches/compose-jobs.js'
import { createInputMedia } from '../batches/input-media.js'
import { checkPlace } from '../batches/kept-results.js'
import { csvHead, csvLine } from '../batches/results-csv.js'
import { badRequest } from '../http/api-error.js'
import { cleanFileName } from '../http/clean-file-name.js'
import { parseAs, readJson } from '../http/parse-json.js'
import { pacedBody } from '../http/send-file.js'
import {
  jsonLimits,
  type ServerContext,
  type ServerEnv,
  type Services,
  sendJson,
  streamSettings,
} from '../services.js'
import { mediaPath } from './media-uploads.js'

const fileName = z.string().max(1000).optional().describe('What the file is called, with its folders.')
const jobFileSchema = z.union([
  z.strictObject({
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('The SHA-256 of a file of POST /v1/media.'),
    name: fileName,
  }),
  z.strictObject({ file_id: z.string().describe('The id of an upload of POST /v1/files.'), name: fileName }),
])

/** A batch of files with one request for each, or of a jobs file with the files that it names. */
export const jobBatchSchema = z.strictObject({
  text: z.string().max(1_000_000).default('').describe('What is asked of each file.'),
  files: z.array(jobFileSchema).max(100_000).default([]),
  plan: planSchema.optional().describe('A plan to run for each file, instead of asking a planner.'),
  jobs_file_id: z
    .string()
    .optional()
    .describe("An upload in Switchyard's or OpenAI's form, a job a line; its media name files by path."),
  name: z.string().max(200).optional().describe('What the batch is called in front of people.'),
  completion_window: completionWindowSchema,
})

export const batchResultsSchema = z.object({
  outcome: z.enum(rowFilters).default('all'),
  query: z.string().max(500).default('').describe('Words that the results have to have.'),
  after: z.string().max(64).optional().describe('The "next" of the reply before.'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
})

export const batchDownloadSchema = z.object({
  format: z.enum(['jsonl', 'csv']).default('jsonl'),
  outcome: z.enum(rowFilters).default('all'),
})

export const batchRetrySchema = z.strictObject({
  which: z
    .enum(['failed', 'all'])
    .default('failed')
    .describe('Those without an answer, or those that were answered in part too.'),
})

/** Batches for people: of files with one request, looked through page by page, done again where they failed. */
export function addBatchJobRoutes(app: Hono<ServerEnv>, services: Services, batches: BatchKeeper): void {
  const findMedia = createInputMedia(services)
  const find = (c: ServerContext) => {
    requireScope(c.get('access'), 'batch')
    return batches.get(c.get('access').owner, c.req.param('id') ?? '')
  }

  app.post('/v1/batches/jobs', async (c) => {
    const { owner } = c.get('access')
    requireScope(c.get('access'), 'batch')
    await services.keys?.account(owner)?.countRequest()
    const asked = await readJson(c.req.raw, jobBatchSchema, jsonLimits(services))
    const { name = asked.text, completion_window } = asked
    const lines = await linesOf(asked, { services, owner })
    const filename = cleanFileName(`${asked.name ?? 'jobs'}.jsonl`)
    const input = await keepInput(lines, { services, owner, filename, signal: c.req.raw.signal })
    const batch = await batches.create(owner, {
      endpoint: jobUrl,
      inputFileId: input,
      completionWindow: completion_window,
      windowMs: windowMs(completion_window),
      metadata: {
        name: onOneLine(name.slice(0, 200)),
        text: withoutControls(asked.text.slice(0, 500)),
      },
      origin: new URL(c.req.raw.url).origin,
    })
    return sendJson(services, batchBody(batch), { status: 201 })
  })

  app.get('/v1/batches/:id/results', async (c) => {
    const batch = await find(c)
    const { outcome: filter, query, after, limit } = parseAs(batchResultsSchema, c.req.query())
    const from = after === undefined ? undefined : checkPlace(after)
    const found = await readRows(batches.results(batch, from), { filter, query, limit, after: from })
    const { rows, next, hasMore: has_more } = found
    // Whoever looks at results is who had them made.
    for (const { made } of rows) await services.media.add(batch.owner, made)
    const media = await findMedia(
      batch,
      rows.map(({ custom_id }) => custom_id),
    )
    const placed = (all: readonly Media[]) =>
      all.map((one) => ({ ...one, path: mediaPath(services, c, one.digest) }))
    const data = rows.map((row, at) => ({ ...row, media: placed(media[at] ?? []), made: placed(row.made) }))
    return sendJson(services, { object: 'list', data, next, has_more })
  })

  app.get('/v1/batches/:id/download', async (c) => {
    const batch = await find(c)
    const { format, outcome: filter } = parseAs(batchDownloadSchema, c.req.query())
    // What was deleted is said before the reply begins.
    for (const id of [batch.output_file_id, batch.error_file_id])
      if (id !== undefined) await services.files.get(batch.owner, id)
    async function* pieces(): AsyncGenerator<Uint8Array> {
      if (format === 'csv') yield Buffer.from(csvHead)
      for await (const { line } of batches.results(batch)) {
        const row = rowOf(line)
        if (!isAsked(row, { filter, query: '' })) continue
        if (row.made.length > 0) await services.media.add(batch.owner, row.made)
        const text = format === 'csv' ? csvLine(row) : `${JSON.stringify(line)}\n`
        yield Buffer.from(services.hidePaths(text))
      }
    }
    return new Response(pacedBody(pieces(), streamSettings(services, c)), {
      headers: {
        'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl',
        'content-disposition': `attachment; filename="${batch.id}.${format}"`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
      },
    })
  })

  app.post('/v1/batches/:id/retry', async (c) => {
    const { owner } = c.get('access')
    requireScope(c.get('access'), 'batch')
    await services.keys?.account(owner)?.countRequest()
    const { which } = await readJson(c.req.raw, batchRetrySchema, jsonLimits(services))
    return sendJson(services, batchBody(await batches.retry(owner, c.req.param('id'), which)))
  })
}

/** @throws ApiError 400 where nothing is asked of anything */
async function linesOf(
  { text, files, plan, jobs_file_id }: z.output<typeof jobBatchSchema>,
  { services, owner }: { services: Services; owner: string },
): Promise<Iterable<string> | AsyncIterable<string>> {
  if (jobs_file_id !== undefined) {
    if (text !== '' || plan)
      throw badRequest('The lines of a jobs file say what is asked: leave "text" and "plan" out.', 'text')
    return adoptJobs((await services.files.get(owner, jobs_file_id)).path, files)
  }
  if (files.length === 0) throw badRequest('Name files to ask about, or a jobs file.', 'files')
  if (text.trim() === '' && !plan) throw badRequest('Say in "text" what is asked of each file.', 'text')
  if (plan?.steps.some(({ model }) => model !== undefined))
    throw badRequest(
      'A plan over the network names no models. Leave "model" out of its steps.',
      'plan',
      'model_not_allowed',
    )
  return composeJobs(files, { text, plan })
}

/** Keeps the lines as an upload of their owner. */
async function keepInput(
  lines: Iterable<string> | AsyncIterable<string>,
  {
    services,
    owner,
    filename,
    signal,
  }: { services: Services; owner: string; filename: string; signal: AbortSignal },
): Promise<string> {
  const { files, agent } = services
  const room = await files.reserve(owner, 0)
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const line of lines) {
      const chunk = Buffer.from(line)
      room.take(chunk.byteLength)
      yield chunk
    }
  }
  try {
    const { maxBytes } = agent.parts.profile.media
    const staged = await agent.parts.store.stage(bytes(), { maxBytes, label: 'The jobs', signal })
    return (await files.add(owner, staged, { filename, purpose: 'batch' })).id
  } finally {
    room.leave()
  }
}
