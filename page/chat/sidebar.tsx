import { useState } from 'preact/hooks'
import { Icon } from '../parts/icon.js'
import { PlaceLinks } from '../parts/place-links.js'
import { send } from '../state/api.js'
import {
  type ChatHead,
  chat,
  deleteChat,
  heads,
  loadHeads,
  newChat,
  query,
  renameChat,
  tell,
} from '../state/chats.js'
import { place } from '../state/place.js'
import { focusQuestion } from './focus-question.js'

/** The chats of this key: opened, searched, renamed, saved and deleted here. */
export function Sidebar({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <nav id="chats" class="sidebar" aria-label="Chats" data-open={isOpen}>
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
      <ul>
        {heads.value.map((head) => (
          <ChatItem key={head.id} head={head} onOpen={onClose} />
        ))}
      </ul>
      {heads.value.length === 0 && (
        <p class="soft">{query.value ? 'No chat has these words.' : 'No chats yet.'}</p>
      )}
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

function ChatItem({ head, onOpen }: { head: ChatHead; onOpen: () => void }) {
  const [isRenamed, setRenamed] = useState(false)
  const [isDeleted, setDeleted] = useState(false)
  const title = head.title || 'New chat'
  const isCurrent = place.value.view === 'chat' && chat.value?.id === head.id
  if (isRenamed)
    return (
      <li>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const name = String(new FormData(event.currentTarget).get('title')).trim()
            if (name !== '') renameChat(head.id, name).catch(tell)
            setRenamed(false)
          }}
        >
          <label>
            <span class="hidden">Title</span>
            <input
              name="title"
              defaultValue={title}
              maxLength={200}
              ref={(input) => input?.select()}
              onKeyDown={(event) => event.key === 'Escape' && setRenamed(false)}
            />
          </label>
        </form>
      </li>
    )
  return (
    <li class="chat" data-current={isCurrent}>
      <a href={`#${head.id}`} aria-current={isCurrent ? 'page' : undefined} onClick={onOpen} dir="auto">
        {title}
      </a>
      {isDeleted ? (
        <span class="row">
          <button type="button" class="small danger" onClick={() => deleteChat(head.id).catch(tell)}>
            Delete it
          </button>
          <button type="button" class="small" onClick={() => setDeleted(false)}>
            Keep
          </button>
        </span>
      ) : (
        <span class="row tools">
          <button type="button" class="plain small" onClick={() => setRenamed(true)}>
            <Icon name="edit" label={`Rename ${title}`} />
          </button>
          <button type="button" class="plain small" onClick={() => saveChat(head).catch(tell)}>
            <Icon name="save" label={`Save ${title} as a file`} />
          </button>
          <button type="button" class="plain small" onClick={() => setDeleted(true)}>
            <Icon name="delete" label={`Delete ${title}`} />
          </button>
        </span>
      )}
    </li>
  )
}

/** Saves the chat as Markdown. */
async function saveChat({ id, title }: ChatHead): Promise<void> {
  const reply = await send(`v1/chats/${id}/export?format=markdown`)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await reply.blob())
  link.download = `${title.replace(/[^\p{L}\p{N} ._-]/gu, '_') || 'chat'}.md`
  link.click()
  URL.revokeObjectURL(link.href)
}
