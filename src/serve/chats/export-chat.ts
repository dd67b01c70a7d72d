import { withoutControls } from '../../core/text.js'
import type { Services } from '../services.js'
import type { ChatTurn } from './chat-records.js'

/** A whole chat as a file: JSON with the record of each run, or Markdown to read. */
export async function exportChat(
  { chats, hidePaths }: Services,
  { owner, id, format }: { owner: string; id: string; format: 'json' | 'markdown' },
): Promise<Response> {
  const head = await chats.head(owner, id)
  const turns = await chats.turns(owner, id)
  if (format === 'markdown')
    return asFile(
      hidePaths(withoutControls(renderTurns(head.title, turns))),
      'text/markdown; charset=utf-8',
      `chat-${id}.md`,
    )
  const withRecords = []
  for (const turn of turns) {
    const record = await chats.record(owner, id, turn.id)
    withRecords.push({ ...turn, record: record === undefined ? null : JSON.parse(record) })
  }
  const text = JSON.stringify({ object: 'chat', ...head, turns: withRecords }, undefined, 2)
  return asFile(hidePaths(text), 'application/json', `chat-${id}.json`)
}

function asFile(text: string, type: string, name: string): Response {
  return new Response(text, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'x-content-type-options': 'nosniff',
    },
  })
}

function renderTurns(title: string, turns: readonly ChatTurn[]): string {
  const parts = turns.map(({ text, media, answer, error }) =>
    [
      `## ${text.trim() || 'Files without a question'}`,
      media.map(({ name, modality, mimeType }) => `- ${name ?? modality} (${mimeType})`).join('\n'),
      answer ?? (error ? `It was not answered: ${error.message}` : 'It is still being answered.'),
    ]
      .filter(Boolean)
      .join('\n\n'),
  )
  return `${[`# ${title}`, ...parts].join('\n\n')}\n`
}
