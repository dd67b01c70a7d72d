import { useReducer, useRef, useState } from 'preact/hooks'
import { focusWhenShown, selectWhenShown } from '../parts/focus.js'
import { Icon } from '../parts/icon.js'
import { send } from '../state/api.js'
import { type ChatHead, chat, deleteChat, heads, query, renameChat, tell } from '../state/chats.js'
import { place } from '../state/place.js'
import { saveReply } from '../state/save-reply.js'
import { focusQuestion } from './focus-question.js'
import { holdOrder } from './hold-order.js'

/**
 * The chats, as one stop of the Tab key however many they are: arrows up and down go from one to the next, right and left
 * to what can be done with it. As long as the pointer or the keyboard is in the list, its order stays: a chat that is used
 * elsewhere goes to its new place when they have left.
 */
export function ChatList({ onOpen }: { onOpen: () => void }) {
  const [stop, setStop] = useState<string>()
  const list = useRef<HTMLUListElement>(null)
  const shown = useRef<readonly string[]>([])
  const [, redraw] = useReducer((times: number) => times + 1, 0)
  const isInUse = list.current?.matches(':hover') || list.current?.querySelector(':focus-visible')
  const all = isInUse ? holdOrder(heads.value, shown.current) : heads.value
  shown.current = all.map(({ id }) => id)
  if (all.length === 0)
    return <p class="soft">{query.value ? 'No chat has these words.' : 'No chats yet.'}</p>
  const tabbed =
    [stop, chat.value?.id].find((id) => id !== undefined && shown.current.includes(id)) ?? all[0]?.id
  return (
    <>
      <p id="chat-keys" class="hidden">
        Arrow keys go from chat to chat, and to what can be done with one.
      </p>
      <ul
        ref={list}
        aria-label="All chats"
        aria-describedby="chat-keys"
        onKeyDown={moveFocus}
        onPointerLeave={() => redraw(undefined)}
        onFocusOut={({ relatedTarget, currentTarget }) => {
          if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) redraw(undefined)
        }}
      >
        {all.map((head) => (
          <ChatItem
            key={head.id}
            head={head}
            isTabbed={head.id === tabbed}
            onFocus={() => setStop(head.id)}
            onOpen={onOpen}
          />
        ))}
      </ul>
    </>
  )
}

/** Where each key leads from something in an item. */
const moves: Readonly<Record<string, (item: HTMLElement, at: number) => Element | null | undefined>> = {
  ArrowDown: (item) => firstOf(item.nextElementSibling),
  ArrowUp: (item) => firstOf(item.previousElementSibling),
  Home: (item) => firstOf(item.parentElement?.firstElementChild),
  End: (item) => firstOf(item.parentElement?.lastElementChild),
  ArrowRight: (item, at) => partsOf(item)[at + 1],
  ArrowLeft: (item, at) => partsOf(item)[at - 1],
}

const partsOf = (item: Element): HTMLElement[] => [...item.querySelectorAll<HTMLElement>('a, button, input')]
const firstOf = (item: Element | null | undefined): HTMLElement | undefined =>
  item ? partsOf(item)[0] : undefined

function moveFocus(event: KeyboardEvent): void {
  const { target, key } = event
  // In a field the arrows go through its text.
  if (!(target instanceof HTMLElement) || target instanceof HTMLInputElement) return
  const item = target.closest('li')
  const to = item && moves[key]?.(item, partsOf(item).indexOf(target))
  if (!(to instanceof HTMLElement)) return
  event.preventDefault()
  to.focus()
}

function ChatItem({
  head,
  isTabbed,
  onFocus,
  onOpen,
}: {
  head: ChatHead
  isTabbed: boolean
  onFocus: () => void
  onOpen: () => void
}) {
  const item = useRef<HTMLLIElement>(null)
  const [shown, setShown] = useState<'link' | 'rename' | 'delete'>('link')
  const title = head.title || 'New chat'
  const isCurrent = place.value.view === 'chat' && chat.value?.id === head.id
  const showLink = () => {
    setShown('link')
    // What had the focus is gone.
    requestAnimationFrame(() => firstOf(item.current)?.focus())
  }
  const remove = async () => {
    const beside = item.current?.nextElementSibling ?? item.current?.previousElementSibling
    await deleteChat(head.id)
    if (beside) firstOf(beside)?.focus()
    else focusQuestion()
  }
  return (
    <li ref={item} class="chat" data-current={isCurrent} onFocusIn={onFocus}>
      {shown === 'rename' ? (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const name = String(new FormData(event.currentTarget).get('title')).trim()
            if (name !== '') renameChat(head.id, name).catch(tell)
            showLink()
          }}
        >
          <label>
            <span class="hidden">Title</span>
            <input
              name="title"
              defaultValue={title}
              maxLength={200}
              ref={selectWhenShown}
              onKeyDown={(event) => {
                if (event.key !== 'Escape') return
                // It would close the list, too.
                event.stopPropagation()
                showLink()
              }}
            />
          </label>
        </form>
      ) : (
        <a
          href={`#${head.id}`}
          tabIndex={isTabbed ? 0 : -1}
          aria-current={isCurrent ? 'page' : undefined}
          onClick={onOpen}
          dir="auto"
        >
          {title}
        </a>
      )}
      {shown === 'delete' && (
        <span class="row">
          <button
            type="button"
            class="small danger"
            ref={focusWhenShown}
            onClick={() => remove().catch(tell)}
          >
            Delete it
          </button>
          <button type="button" class="small" onClick={showLink}>
            Keep
          </button>
        </span>
      )}
      {shown === 'link' && (
        <span class="row tools">
          <button type="button" class="plain small" tabIndex={-1} onClick={() => setShown('rename')}>
            <Icon name="edit" label={`Rename ${title}`} />
          </button>
          <button type="button" class="plain small" tabIndex={-1} onClick={() => saveChat(head).catch(tell)}>
            <Icon name="save" label={`Save ${title} as a file`} />
          </button>
          <button type="button" class="plain small" tabIndex={-1} onClick={() => setShown('delete')}>
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
  await saveReply(reply, { name: title || 'chat', ending: 'md' })
}
