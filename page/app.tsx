import { useState } from 'preact/hooks'
import { ChatView } from './chat/chat-view.js'
import { Sidebar } from './chat/sidebar.js'
import { Icon } from './parts/icon.js'
import { KeyDialog } from './parts/key-dialog.js'
import { ServerButton } from './parts/server-dialog.js'
import { chat, newChat, problem } from './state/chats.js'

export function App() {
  const [isListOpen, setListOpen] = useState(false)
  return (
    <div class="app" data-list={isListOpen ? 'open' : 'closed'}>
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
