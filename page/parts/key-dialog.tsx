import { useEffect, useRef } from 'preact/hooks'
import { keyWanted, useKey } from '../state/api.js'
import { start, tell } from '../state/chats.js'

/** Asks for a key when the server wants one. It is kept for this tab only. */
export function KeyDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const reason = keyWanted.value
  useEffect(() => {
    if (reason !== '') dialog.current?.showModal()
    else dialog.current?.close()
  }, [reason])
  const enter = (event: Event) => {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    useKey(String(new FormData(event.currentTarget).get('key') ?? '').trim())
    start().catch(tell)
  }
  return (
    <dialog ref={dialog} aria-labelledby="key-title" onCancel={(event) => event.preventDefault()}>
      <form class="stack" onSubmit={enter}>
        <h2 id="key-title">Key</h2>
        <p>{reason}</p>
        <label class="stack">
          Key
          <input name="key" type="password" autocomplete="off" required />
        </label>
        <p class="soft">It is kept in this tab until it is closed.</p>
        <button type="submit" class="strong">
          Go on
        </button>
      </form>
    </dialog>
  )
}
