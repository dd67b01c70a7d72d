import { useState } from 'preact/hooks'
import { ChatView } from './chat/chat-view.js'
import { Sidebar } from './chat/sidebar.js'
import { Icon } from './parts/icon.js'
import { KeyDialog } from './parts/key-dialog.js'
import { ServerButton } from './settings/server-dialog.js'
import { attachFiles } from './state/attachments.js'
import { chat, newChat, problem } from './state/chats.js'

/** The whole page. Files may be dropped anywhere on it. */
export function App() {
  const [isOver, setOver] = useState(false)
  const [isListOpen, setListOpen] = useState(false)
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
        attachFiles(event.dataTransfer?.files ?? [])
      }}
    >
      <button type="button" class="skip" onClick={focusQuestion}>
        Skip to the question
      </button>
      <Sidebar isOpen={isListOpen} onClose={() => setListOpen(false)} />
      <div class="room">
        <header class="bar">
          <button
            type="button"
            class="plain only-narrow"
            aria-expanded={isListOpen}
            aria-controls="chats"
            onClick={() => setListOpen(!isListOpen)}
          >
            <Icon name="list" label="Chats" />
          </button>
          <h1>{chat.value?.title || 'New chat'}</h1>
          <ServerButton />
          <button type="button" class="plain" onClick={newChat}>
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
        <ChatView />
      </div>
      <KeyDialog />
    </div>
  )
}

function focusQuestion(): void {
  document.getElementById('question')?.focus()
}
