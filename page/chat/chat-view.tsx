import { useEffect, useRef, useState } from 'preact/hooks'
import { attachFiles } from '../state/attachments.js'
import { line } from '../state/chats.js'
import { Composer } from './composer.js'
import { TurnView } from './turn-view.js'

/** The chat: its questions with their answers, and the place for the next question. Files may be dropped anywhere. */
export function ChatView() {
  const [isOver, setOver] = useState(false)
  const turns = line.value
  const end = useRef<HTMLDivElement>(null)
  const last = turns.at(-1)
  // A new turn is what is scrolled to.
  useEffect(() => end.current?.scrollIntoView({ block: 'end' }), [last?.id])
  return (
    <main
      class="chat-view"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        attachFiles(event.dataTransfer?.files ?? [])
      }}
    >
      {turns.length === 0 ? (
        <Welcome />
      ) : (
        <ol class="turns">
          {turns.map((turn) => (
            <li key={turn.id}>
              <TurnView turn={turn} />
            </li>
          ))}
        </ol>
      )}
      <div ref={end} />
      <Composer after={last} />
    </main>
  )
}

function Welcome() {
  return (
    <section class="welcome">
      <h2>Ask about pictures, recordings, videos and texts</h2>
      <p>
        Drop files here, paste them, or attach them below, and ask what they show or say. Each answer shows
        the steps it was made by, and leads to what it rests on.
      </p>
    </section>
  )
}
