import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { opinionSchema } from '../../feedback/feedback.js'
import { requireScope } from '../access/key-ring.js'
import { ApiError, badRequest, notFound } from '../http/api-error.js'
import { parseAs, readJson, readJsonWithFiles } from '../http/parse-json.js'
import { toAgentRequest } from '../native/run-request.js'
import { jsonLimits, type ServerContext, type ServerEnv, type Services, sendJson } from '../services.js'
import { lineTo } from './chat-line.js'
import { readRecord } from './chat-past.js'
import { type ChatHead, type ChatTurn, titleFrom } from './chat-records.js'
import {
  againSchema,
  chatListSchema,
  exportSchema,
  newChatSchema,
  renameSchema,
  turnRequestSchema,
} from './chat-request.js'
import { exportChat } from './export-chat.js'
import { judgeTurn, judgeTurnInTurn } from './judge-turn.js'
import { type AskedTurn, keepOutcome, runTurn } from './run-turn.js'
import { withModels } from './with-models.js'

export function addChatHistoryRoutes(app: Hono<ServerEnv>, services: Services): void {
  const { chats } = services
  const ownerOf = (c: ServerContext): string => {
    requireScope(c.get('access'), 'run')
    return c.get('access').owner
  }
  const resuming = new Map<string, Promise<ChatTurn>>()
  const idOf = (c: ServerContext): string => c.req.param('id') ?? ''

  /** A turn of the chat that the path names, with all turns of the chat. @throws ApiError 404 */
  async function findTurn(c: ServerContext) {
    const turns = await chats.turns(ownerOf(c), idOf(c))
    const turn = turns.find(({ id }) => id === c.req.param('turn'))
    if (!turn) throw notFound('This chat has no such turn.')
    return { turns, turn }
  }

  /** A turn as its run says it: one that nobody carries on, and one that ended while no server looked, say so. */
  async function asItStands(c: ServerContext, turn: ChatTurn): Promise<ChatTurn> {
    if (turn.status !== 'running') return turn
    const owner = ownerOf(c)
    const kept = await services.runs.get(owner, turn.run)
    if (!kept) return { ...turn, status: 'interrupted' }
    const { outcome } = kept
    // What a stopping server cancels is carried on by the next one.
    if (!outcome || ('error' in outcome && services.stopping.aborted)) return turn
    return keepOutcome(turn, outcome, { services, owner, chat: idOf(c) })
  }

  const start = async (c: ServerContext, asked: AskedTurn, turns: readonly ChatTurn[]): Promise<ChatTurn> => {
    const owner = ownerOf(c)
    const before = turns.find(({ id }) => id === asked.after)
    if (before && (await asItStands(c, before)).status === 'running')
      throw new ApiError('The turn before is still being answered. Wait for its end, or cancel its run.', {
        status: 409,
        code: 'turn_running',
        param: 'after',
        retry: true,
      })
    return runTurn(asked, {
      services,
      owner,
      chat: idOf(c),
      turns,
      c,
    })
  }
  /** Of several servers that are to carry on with a turn at once, one does. */
  async function onceOfAllServers(c: ServerContext, turn: ChatTurn, begin: () => Promise<ChatTurn>) {
    for (;;) {
      const held = await services.records.hold(`resume-${turn.id}`)
      try {
        // Another one may have begun, and be done with it, since the turn was read.
        const { turn: now } = await findTurn(c)
        const stands = await asItStands(c, now)
        if (stands.status !== 'interrupted') return stands
        if (held) return await begin()
      } finally {
        await held?.release()
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  const accepted = (turn: ChatTurn): Response =>
    sendJson(services, { object: 'chat.turn', ...turn }, { status: 202 })

  app.get('/v1/chats', async (c) => {
    const { query, limit } = parseAs(chatListSchema, c.req.query())
    const words = query.toLowerCase().split(/\s+/).filter(Boolean)
    const all = await chats.list(ownerOf(c), words)
    return c.json({ object: 'list', data: all.slice(0, limit).map(chatBody), has_more: all.length > limit })
  })

  app.post('/v1/chats', async (c) => {
    const owner = ownerOf(c)
    const { title = '' } = await readJson(c.req.raw, newChatSchema, jsonLimits(services))
    return c.json(chatBody(await chats.create(owner, title)), 201)
  })

  app.get('/v1/chats/:id', async (c) => {
    const owner = ownerOf(c)
    const head = await chats.head(owner, idOf(c))
    const turns = await chats.turns(owner, head.id)
    return sendJson(services, {
      ...chatBody(head),
      turns: await Promise.all(turns.map((turn) => asItStands(c, turn))),
    })
  })

  app.post('/v1/chats/:id', async (c) => {
    const owner = ownerOf(c)
    const { title } = await readJson(c.req.raw, renameSchema, jsonLimits(services))
    return c.json(chatBody(await chats.update(owner, idOf(c), title)))
  })

  app.delete('/v1/chats/:id', async (c) => {
    const owner = ownerOf(c)
    const turns = await chats.turns(owner, idOf(c))
    for (const { run, status } of turns)
      if (status === 'running') (await services.runs.get(owner, run))?.run.cancel()
    await chats.remove(owner, idOf(c))
    return c.json({ id: idOf(c), object: 'chat', deleted: true })
  })

  app.get('/v1/chats/:id/export', async (c) => {
    const { format } = parseAs(exportSchema, c.req.query())
    return exportChat(services, { owner: ownerOf(c), id: idOf(c), format })
  })

  app.post('/v1/chats/:id/turns', async (c) => {
    const owner = ownerOf(c)
    const head = await chats.head(owner, idOf(c))
    const { after, ...sent } = await readJsonWithFiles(c.req.raw, turnRequestSchema, jsonLimits(services))
    const turns = await chats.turns(owner, head.id)
    if (lineTo(turns, after) === undefined)
      throw badRequest('"after" names no turn of this chat. GET /v1/chats/{id} lists its turns.', 'after')
    if (sent.text.trim() === '' && sent.media.length === 0)
      throw badRequest('The request is empty. Say what you want to know, or attach a file.', 'text')
    const { text, media, plan } = await toAgentRequest(sent, {
      services,
      owner,
      signal: AbortSignal.any([c.req.raw.signal, services.stopping]),
    })
    if (head.title === '') await chats.update(owner, head.id, titleFrom(text))
    const created_at = Math.floor(Date.now() / 1000)
    return accepted(await start(c, { id: randomUUID(), after, text, media, plan, created_at }, turns))
  })

  app.get('/v1/chats/:id/turns/:turn', async (c) => {
    const { turn } = await findTurn(c)
    const stands = await asItStands(c, turn)
    const record = await chats.record(ownerOf(c), idOf(c), turn.id)
    return sendJson(services, {
      object: 'chat.turn',
      ...stands,
      record: record === undefined ? null : JSON.parse(record),
    })
  })

  app.post('/v1/chats/:id/turns/:turn/again', async (c) => {
    const { models } = await readJson(c.req.raw, againSchema, jsonLimits(services))
    const { turn, turns } = await findTurn(c)
    const owner = ownerOf(c)
    const record = await readRecord(chats, { owner, chat: idOf(c), turn: turn.id })
    const plan =
      Object.keys(models).length === 0 ? undefined : withModels(record?.plan, models, services.agent.parts)
    const created_at = Math.floor(Date.now() / 1000)
    const { after, text, media } = turn
    return accepted(await start(c, { id: randomUUID(), after, text, media, plan, created_at }, turns))
  })

  app.post('/v1/chats/:id/turns/:turn/feedback', async (c) => {
    const owner = ownerOf(c)
    await services.keys?.account(owner)?.countRequest()
    const opinion = await readJson(c.req.raw, opinionSchema, jsonLimits(services))
    const { turn: asked } = await findTurn(c)
    const signal = AbortSignal.any([c.req.raw.signal, services.stopping])
    const judged = await judgeTurnInTurn({ services, id: asked.id, signal }, async () => {
      const { turn, turns } = await findTurn(c)
      return judgeTurn(await asItStands(c, turn), opinion, { services, owner, chat: idOf(c), turns })
    })
    return sendJson(services, { object: 'chat.turn', ...judged })
  })

  app.post('/v1/chats/:id/turns/:turn/resume', async (c) => {
    const { turn, turns } = await findTurn(c)
    const stands = await asItStands(c, turn)
    if (stands.status !== 'interrupted')
      return sendJson(services, { object: 'chat.turn', ...stands }, { status: 200 })
    const { id, after, text, media, plan, created_at } = turn
    // Two tabs that ask at once get the same run.
    const before = resuming.get(id)
    if (before) return accepted(await before)
    const resumed = onceOfAllServers(c, turn, () =>
      start(c, { id, after, text, media, plan, created_at }, turns),
    )
    resuming.set(id, resumed)
    try {
      return accepted(await resumed)
    } finally {
      resuming.delete(id)
    }
  })
}

const chatBody = (head: ChatHead) => ({ object: 'chat' as const, ...head })
