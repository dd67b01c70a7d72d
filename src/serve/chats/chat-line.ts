import type { ChatTurn } from './chat-records.js'

/** The turns from the first one to this one, in order. Undefined where one of them is missing. */
export function lineTo(turns: readonly ChatTurn[], id: string | null): ChatTurn[] | undefined {
  const byId = new Map(turns.map((turn) => [turn.id, turn]))
  const line: ChatTurn[] = []
  for (let next = id; next !== null; ) {
    const turn = byId.get(next)
    // A turn is written after the one that it follows, so that a line that is longer than the chat goes in circles.
    if (!turn || line.length > turns.length) return undefined
    line.push(turn)
    next = turn.after
  }
  return line.reverse()
}
