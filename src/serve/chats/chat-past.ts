import { z } from 'zod'
import type { Conversation } from '../../agent/conversation.js'
import { mediaSchema } from '../../media/media.js'
import { planSchema } from '../../plan/plan.js'
import type { ChatTurn } from './chat-records.js'
import type { ChatShelf } from './chat-shelf.js'

/** Of a kept run record, what later turns build on. The rest of it is passed on as it is. */
const keptRecordSchema = z.looseObject({
  plan: planSchema,
  media: z.record(z.string(), mediaSchema),
  steps: z.array(
    z.looseObject({
      id: z.string(),
      tool: z.string(),
      status: z.string(),
      /** Absent for a step that has none, such as one that failed. */
      output: z.unknown().optional(),
      summary: z.string().optional(),
    }),
  ),
})
export type KeptRecord = z.output<typeof keptRecordSchema>

/** The record of a turn that has ended with one. */
export async function readRecord(
  chats: ChatShelf,
  at: { owner: string; chat: string; turn: string },
): Promise<KeptRecord | undefined> {
  const text = await chats.record(at.owner, at.chat, at.turn)
  return text === undefined ? undefined : keptRecordSchema.parse(JSON.parse(text))
}

/** What a chat remembers after these turns: their media by name, what their steps found, what was said. */
export async function rememberTurns(
  chats: ChatShelf,
  { owner, chat, turns }: { owner: string; chat: string; turns: readonly ChatTurn[] },
): Promise<Conversation> {
  const past: Conversation = { media: {}, steps: [], turns: [] }
  for (const turn of turns) {
    const record = await readRecord(chats, { owner, chat, turn: turn.id })
    if (!record) continue
    past.media = { ...past.media, ...record.media }
    past.steps = [
      ...past.steps,
      ...record.steps.flatMap(({ id, tool, status, output, summary = '' }) =>
        status === 'done' ? [{ id, tool, output, summary }] : [],
      ),
    ]
    past.turns = [...past.turns, { text: turn.text, answer: turn.answer ?? '' }]
  }
  return past
}
