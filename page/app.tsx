import { useEffect, useRef, useState } from 'preact/hooks'
import { BatchesView } from './batches/batches-view.js'
import { addDropped, hasFolder } from './batches/read-dropped.js'
import { ChatView } from './chat/chat-view.js'
import { focusQuestion } from './chat/focus-question.js'
import { Sidebar } from './chat/sidebar.js'
import { Guard } from './parts/guard.js'
import { Icon } from './parts/icon.js'
import { KeyDialog } from './parts/key-dialog.js'
import { QueueView } from './queue/queue-view.js'
import { ServerButton } from './settings/server-dialog.js'
import { attachFiles } from './state/attachments.js'
import { chat, newChat, problem, tell } from './state/chats.js'
import { type Place, place } from './state/place.js'

/** The whole page. Files may be dropped anywhere on it. */
export function App() {
  const [isOver, setOver] = useState(false)
  const [isListOpen, setListOpen] = useState(false)
  const { view } = place.value
  useEffect(() => setListOpen(false), [view])
  const opener = useRef<HTMLButtonElement>(null)
  const closeList = () => {
    setListOpen(false)
    if (isListOpen) opener.current?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button beside the question attaches files by keyboard.
    <div
      class="app"
      data-over={isOver}
      onDragOver={(event) => {
        // Without this the browser would open the file in place of the page.
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        if (event.dataTransfer) takeDropped(event.dataTransfer, view)
      }}
    >
      <button type="button" class="skip" onClick={() => focusMain(view)}>
        {view === 'chat' ? 'Skip to the question' : 'Skip to the content'}
      </button>
      <Sidebar isOpen={isListOpen} onClose={closeList} />
      <div class="room">
        <header class="bar">
          <button
            ref={opener}
            type="button"
            class="plain only-narrow"
            aria-expanded={isListOpen}
            aria-controls="chats"
            onClick={() => setListOpen(!isListOpen)}
          >
            <Icon name="list" label="Chats" />
          </button>
          <h1>{titles[view] ?? (chat.value?.title || 'New chat')}</h1>
          <ServerButton />
          <button
            type="button"
            class="plain"
            onClick={() => {
              newChat()
              focusQuestion()
            }}
          >
            <Icon name="new" label="New chat" />
          </button>
        </header>
        {problem.value !== '' && (
          <p class="problem" role="alert">
            {problem.value}
            <button
              type="button"
              class="plain"
              onClick={() => {
                problem.value = ''
              }}
            >
              <Icon name="close" label="Dismiss" />
            </button>
          </p>
        )}
        <Guard what="what belongs here" of={view}>
          {view === 'chat' && <ChatView />}
          {view === 'batches' && <BatchesView />}
          {view === 'queue' && <QueueView />}
        </Guard>
      </div>
      <KeyDialog />
    </div>
  )
}

const titles: Partial<Record<Place['view'], string>> = { batches: 'Batches', queue: 'Queue' }

/** Files go with the next question; a folder is asked about as a batch. */
function takeDropped(transfer: DataTransfer, view: Place['view']): void {
  if (view === 'chat' && !hasFolder(transfer)) {
    attachFiles(transfer.files)
    focusQuestion()
  } else if (view !== 'queue') {
    addDropped(transfer).catch(tell)
    if (view === 'chat') location.hash = '#/batches'
  }
}

function focusMain(view: Place['view']): void {
  document.getElementById(view === 'chat' ? 'question' : 'content')?.focus()
}
