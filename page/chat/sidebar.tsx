import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../parts/icon.js'
import { PlaceLinks } from '../parts/place-links.js'
import { loadHeads, newChat, query, tell } from '../state/chats.js'
import { ChatList } from './chat-list.js'
import { focusQuestion } from './focus-question.js'

/** The chats of this key: opened, searched, renamed, saved and deleted here. */
export function Sidebar({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const nav = useRef<HTMLElement>(null)
  // Where it covers the page, the keys are for it.
  useEffect(() => {
    if (isOpen) nav.current?.querySelector('button')?.focus()
  }, [isOpen])
  return (
    <nav
      ref={nav}
      id="chats"
      class="sidebar"
      aria-label="Chats"
      data-open={isOpen}
      onKeyDown={(event) => event.key === 'Escape' && isOpen && onClose()}
    >
      <div class="row">
        <button
          type="button"
          class="wide"
          onClick={() => {
            newChat()
            onClose()
            focusQuestion()
          }}
        >
          <Icon name="new" /> New chat
        </button>
        <button type="button" class="plain only-narrow" onClick={onClose}>
          <Icon name="close" label="Close the list" />
        </button>
      </div>
      <PlaceLinks />
      <label>
        <span class="hidden">Search in chats</span>
        <input
          type="search"
          placeholder="Search in chats"
          value={query.value}
          onInput={(event) => {
            query.value = event.currentTarget.value
            searchSoon()
          }}
        />
      </label>
      <ChatList onOpen={onClose} />
    </nav>
  )
}

/** Time without a key before a search begins, milliseconds. */
const restMs = 200
let timer: ReturnType<typeof setTimeout> | undefined

function searchSoon(): void {
  clearTimeout(timer)
  timer = setTimeout(() => loadHeads().catch(tell), restMs)
}
