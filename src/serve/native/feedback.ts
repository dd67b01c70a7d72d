import type { Hono } from 'hono'
import { z } from 'zod'
import { type Feedback, type Opinion, opinionSchema } from '../../feedback/feedback.js'
import { type JudgedIn, type JudgedRun, judgeRun } from '../../feedback/judge-run.js'
import { requireScope } from '../access/key-ring.js'
import { ApiError, notFound } from '../http/api-error.js'
import { parseAs, readJson } from '../http/parse-json.js'
import type { KeptRun } from '../runs/run-registry.js'
import { jsonLimits, type ServerEnv, type Services, sendJson } from '../services.js'

export const feedbackListSchema = z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) })

/** What people say of answers and steps, each seen by who said it. */
export function addFeedbackRoutes(app: Hono<ServerEnv>, services: Services): void {
  app.post('/v1/runs/:id/feedback', async (c) => {
    const access = c.get('access')
    requireScope(access, 'run')
    await services.keys?.account(access.owner)?.countRequest()
    const kept = await services.runs.get(access.owner, c.req.param('id'))
    if (!kept) throw notFound('There is no such run. Runs are kept for a while only.')
    const opinion = await readJson(c.req.raw, opinionSchema, jsonLimits(services))
    if (!kept.outcome || !('result' in kept.outcome))
      throw new ApiError('The run has no answer to judge: it still goes on, or ended without one.', {
        status: 409,
        code: 'no_answer',
      })
    const feedback = await keepFeedback(kept.outcome.result, opinion, { services, owner: access.owner })
    return sendJson(services, feedbackBody(feedback))
  })

  app.get('/v1/feedback', async (c) => {
    const access = c.get('access')
    requireScope(access, 'run')
    const { limit } = parseAs(feedbackListSchema, c.req.query())
    const own = (await services.agent.parts.feedback.list()).filter(({ owner }) => owner === access.owner)
    const data = own.reverse().slice(0, limit).map(feedbackBody)
    return sendJson(services, { object: 'list', data, has_more: own.length > limit })
  })
}

/** What the owner of a run said of it. */
export async function feedbackOn({ run, owner }: KeptRun, { agent }: Services) {
  const all = await agent.parts.feedback.list()
  return all.filter((one) => one.run === run.id && one.owner === owner).map(feedbackBody)
}

/** Keeps what an owner says of a run. */
export async function keepFeedback(
  run: JudgedRun,
  opinion: Opinion,
  { services, ...known }: { services: Services; owner: string } & Pick<JudgedIn, 'turns' | 'place'>,
): Promise<Feedback> {
  const { feedback: store, llm } = services.agent.parts
  const feedback = judgeRun(run, opinion, { ...known, llm: llm.id })
  await store.add(feedback)
  return feedback
}

const feedbackBody = ({ verdict, step, remark, at, run }: Feedback) => ({
  object: 'feedback',
  run,
  step: step ?? null,
  verdict,
  remark: remark ?? null,
  at,
})
