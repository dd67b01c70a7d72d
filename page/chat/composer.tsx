import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { Icon } from '../parts/icon.js'
import { areUploaded, attachedMedia, attachFiles, sendAttached } from '../state/attachments.js'
import { ask, type ChatTurn, stop, tell, viewOf } from '../state/chats.js'
import { AttachmentList } from './attachment-list.js'
import { CameraButton } from './camera-button.js'
import { focusQuestion } from './focus-question.js'
import { VoiceButton } from './voice-button.js'

/** Where the next question is written. Enter sends it, Shift and Enter begin a new line. */
export function Composer({ after }: { after: ChatTurn | undefined }) {
  const text = useSignal('')
  const isSending = useSignal(false)
  const files = useRef<HTMLInputElement>(null)
  const isRunning = after?.status === 'running' && viewOf(after).value?.status === 'running'
  const isSaid = text.value.trim() !== '' || attachedMedia.value.length > 0
  const canSend = areUploaded.value && !isRunning && !isSending.value && isSaid

  const send = () => {
    if (!canSend) return
    const asked = text.value
    text.value = ''
    // The next question follows this one, which has no turn yet.
    isSending.value = true
    sendAttached((media) => ask(asked, media, after?.id ?? null))
      .catch((error) => {
        text.value = [asked, text.value].filter(Boolean).join('\n')
        tell(error)
      })
      .finally(() => {
        isSending.value = false
      })
  }

  return (
    <form
      class="composer"
      aria-label="Ask"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <AttachmentList />
      <label>
        <span class="hidden">Your question</span>
        <textarea
          id="question"
          rows={2}
          placeholder="Ask about what you attach"
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData?.files
            if (!pasted || pasted.length === 0) return
            event.preventDefault()
            attachFiles(pasted)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
            event.preventDefault()
            send()
          }}
        />
      </label>
      <div class="row">
        <input
          ref={files}
          class="hidden"
          type="file"
          multiple
          tabIndex={-1}
          aria-label="Files"
          onChange={(event) => {
            attachFiles(event.currentTarget.files ?? [])
            event.currentTarget.value = ''
            focusQuestion()
          }}
        />
        <button type="button" class="plain" onClick={() => files.current?.click()}>
          <Icon name="attach" label="Attach files" />
        </button>
        <CameraButton />
        <VoiceButton />
        <span class="grow" />
        {isRunning && after ? (
          <button type="button" class="strong" onClick={() => stop(after).catch(tell)}>
            <Icon name="stop" label="Stop answering" />
          </button>
        ) : (
          <button type="submit" class="strong" disabled={!canSend}>
            <Icon name="send" label="Ask" />
          </button>
        )}
      </div>
    </form>
  )
}
