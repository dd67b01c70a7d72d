import type { Hono } from 'hono'
import { z } from 'zod'
import type { RunResult } from '../../agent/run.js'
import { requireScope } from '../access/key-ring.js'
import { notFound } from '../http/api-error.js'
import { eventStream, formatFrame } from '../http/event-stream.js'
import { parseAs, readJson, readJsonWithFiles } from '../http/parse-json.js'
import { type Approvals, approvalSchema } from '../runs/approvals.js'
import { madeMedia } from '../runs/made-media.js'
import type { KeptRun } from '../runs/run-registry.js'
import { withPlace } from '../runs/with-place.js'
import {
  budgetOf,
  jsonLimits,
  mediaUrl,
  requesterOf,
  type ServerContext,
  type ServerEnv,
  type Services,
  sendJson,
  streamSettings,
} from '../services.js'
import { feedbackOn } from './feedback.js'
import { runRequestSchema, toAgentRequest } from './run-request.js'

export const runListSchema = z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) })

export function addRunRoutes(app: Hono<ServerEnv>, services: Services): void {
  const find = async (c: ServerContext): Promise<KeptRun> => {
    requireScope(c.get('access'), 'run')
    const kept = await services.runs.get(c.get('access').owner, c.req.param('id') ?? '')
    if (!kept) throw notFound('There is no such run. Runs are kept for a while only.')
    return kept
  }

  app.post('/v1/runs', async (c) => {
    const { owner, signal: revoked } = c.get('access')
    requireScope(c.get('access'), 'run')
    const runRequest = await readJsonWithFiles(c.req.raw, runRequestSchema, jsonLimits(services))
    return withPlace(services, requesterOf(c), async ({ signal, leave }) => {
      const request = await toAgentRequest(runRequest, { services, owner, signal })
      // It goes on when the client goes: its id is how to find it again.
      const run = services.agent.run(request, {
        budget: budgetOf(services, owner),
        approve: services.approvals.approve,
        signal: revoked,
      })
      const kept = await services.runs.add(owner, run)
      await services.webhooks?.watch(kept)
      const ended = run.result.then((result) => services.media.add(owner, madeMedia(result))).catch(() => {})
      // A queue bounds what runs by its workers, and holds it when this process goes.
      if (services.queue) leave()
      else ended.finally(leave)
      const headers = { location: `/v1/runs/${run.id}` }
      return sendJson(services, await runBody(kept, services, c), { status: 202, headers })
    })
  })

  app.get('/v1/runs', async (c) => {
    requireScope(c.get('access'), 'run')
    const { limit } = parseAs(runListSchema, c.req.query())
    const all = await services.runs.list(c.get('access').owner, limit + 1)
    const data = await Promise.all(all.slice(0, limit).map((kept) => headOf(kept, services)))
    return c.json({ object: 'list', data, has_more: all.length > limit })
  })

  app.get('/v1/runs/:id', async (c) => {
    const kept = await find(c)
    // Whoever started the run may be gone.
    if (kept.outcome && 'result' in kept.outcome)
      await services.media.add(kept.owner, madeMedia(kept.outcome.result))
    const said = await feedbackOn(kept, services)
    return sendJson(services, {
      ...(await runBody(kept, services, c)),
      ...(said.length > 0 && { feedback: said }),
    })
  })

  app.post('/v1/runs/:id/cancel', async (c) => {
    const kept = await find(c)
    kept.run.cancel()
    await kept.run.result.catch(() => undefined)
    return sendJson(services, await runBody(await find(c), services, c))
  })

  app.post('/v1/runs/:id/approval', async (c) => {
    const { run } = await find(c)
    const sent = await readJson(c.req.raw, approvalSchema, jsonLimits(services))
    await services.approvals.decide(run.id, sent)
    return sendJson(services, { id: run.id, object: 'run.approval', decision: sent.decision })
  })

  app.get('/v1/runs/:id/events', async (c) => {
    const { run } = await find(c)
    const last = c.req.header('last-event-id')
    const after = last !== undefined && /^\d{1,9}$/.test(last) ? Number(last) : 0
    // Who stops reading stops nothing: the run has its own way to be cancelled.
    return eventStream(eventFrames(run, { after, approvals: services.approvals }), {
      ...streamSettings(services, c),
      onGone: () => {},
    })
  })
}

/** The events of a run from the one after `after` on; the first has number 1. */
async function* eventFrames(
  run: KeptRun['run'],
  { after, approvals }: { after: number; approvals: Approvals },
): AsyncGenerator<string> {
  let id = 0
  for await (const event of run) {
    id += 1
    if (id > after)
      yield formatFrame({
        id: String(id),
        event: event.type,
        data: JSON.stringify(approvals.signEvent(event)),
      })
  }
  yield formatFrame({ event: 'done', data: '[DONE]' })
}

async function statusOf({ run, outcome }: KeptRun, { approvals }: Services): Promise<string> {
  if (!outcome) return (await approvals.find(run.id)) ? 'waiting_for_approval' : 'running'
  if ('result' in outcome) return outcome.result.status
  if (outcome.error.code === 'DECLINED') return 'declined'
  return outcome.error.code === 'CANCELLED' ? 'cancelled' : 'error'
}

const headOf = async (kept: KeptRun, services: Services) => ({
  id: kept.run.id,
  object: 'run',
  created_at: kept.createdAt,
  status: await statusOf(kept, services),
})

async function runBody(kept: KeptRun, services: Services, c: ServerContext) {
  const head = await headOf(kept, services)
  const { run, outcome } = kept
  if (!outcome) return { ...head, approval: await services.approvals.find(run.id) }
  if ('error' in outcome) return { ...head, error: outcome.error }
  return { ...head, result: resultBody(outcome.result, services, c) }
}

/** The run record, with where each file can be had. */
function resultBody(result: RunResult, services: Services, c: ServerContext) {
  const made = madeMedia(result).map((media) => ({ ...media, url: mediaUrl(services, c, media.digest) }))
  return { ...result, made }
}
