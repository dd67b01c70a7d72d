import { useEffect, useState } from 'preact/hooks'
import { Guard } from '../parts/guard.js'
import { type ChatTurn, chat, line } from '../state/chats.js'
import { Composer } from './composer.js'
import { TurnView } from './turn-view.js'
import { useFollowing } from './use-following.js'
import { Welcome } from './welcome.js'

/** The chat: its questions with their answers, and the place for the next question.  */
export function ChatView() {
  const turns = useInPieces(line.value, chat.value?.id)
  const last = turns.at(-1)
  const list = useFollowing(last?.id)
  return (
    <main class="chat-view">
      {turns.length === 0 ? (
        <Welcome />
      ) : (
        <ol class="turns" ref={list}>
          {turns.map((turn) => (
            <li key={turn.id}>
              <Guard what="this question and its answer as usual" of={turn} plain={<PlainTurn turn={turn} />}>
                <TurnView turn={turn} />
              </Guard>
            </li>
          ))}
        </ol>
      )}
      <p class="hidden" role="status">
        {last && sayStatus(last)}
      </p>
      <Composer after={last} />
    </main>
  )
}

/** The words of a turn without anything that was found. */
function PlainTurn({ turn }: { turn: ChatTurn }) {
  return (
    <>
      <h2 class="words" dir="auto">
        {turn.text}
      </h2>
      <p class="words" dir="auto">
        {turn.answer}
      </p>
    </>
  )
}

/** Turns that are drawn in one go. */
const piece = 50

/** Of a long chat the end first, and the rest a piece at a time, so that the page stays fluid. */
function useInPieces(turns: readonly ChatTurn[], id: string | undefined): readonly ChatTurn[] {
  const [drawn, setDrawn] = useState({ id, count: piece })
  const count = drawn.id === id ? drawn.count : piece
  const isWhole = count >= turns.length
  useEffect(() => {
    if (isWhole) return undefined
    const timer = setTimeout(() => setDrawn({ id, count: count + piece }), 0)
    return () => clearTimeout(timer)
  }, [id, count, isWhole])
  return turns.slice(-count)
}

/** What a screen reader says of the last question. */
function sayStatus(turn: ChatTurn): string {
  if (turn.status === 'running') return 'It is being answered.'
  return turn.answer === undefined ? 'It was not answered.' : `Answer: ${turn.answer.slice(0, 300)}`
}
