import { useRef, useState } from 'preact/hooks'
import { Icon } from '../parts/icon.js'
import { attachFiles } from '../state/attachments.js'
import { tell } from '../state/chats.js'
import { explainRefusal } from './voice-button.js'

/** Takes a photo and attaches it: by the phone's own camera, or in the page. */
export function CameraButton() {
  const input = useRef<HTMLInputElement>(null)
  const dialog = useRef<HTMLDialogElement>(null)
  const video = useRef<HTMLVideoElement>(null)
  const [stream, setStream] = useState<MediaStream>()
  const isPhone = matchMedia('(pointer: coarse)').matches

  const open = async () => {
    if (isPhone || !navigator.mediaDevices) return input.current?.click()
    const opened = await navigator.mediaDevices.getUserMedia({ video: true })
    setStream(opened)
    if (video.current) video.current.srcObject = opened
    dialog.current?.showModal()
  }
  const end = () => {
    for (const track of stream?.getTracks() ?? []) track.stop()
    setStream(undefined)
    dialog.current?.close()
  }
  const take = () => {
    const shown = video.current
    if (!shown) return
    const canvas = document.createElement('canvas')
    canvas.width = shown.videoWidth
    canvas.height = shown.videoHeight
    canvas.getContext('2d')?.drawImage(shown, 0, 0)
    canvas.toBlob((blob) => {
      if (blob) attachFiles([new File([blob], 'photo.jpeg', { type: 'image/jpeg' })])
      else tell(new Error('The camera gave no picture.'))
    }, 'image/jpeg')
    end()
  }
  return (
    <>
      <input
        ref={input}
        class="hidden"
        type="file"
        accept="image/*"
        capture="environment"
        tabIndex={-1}
        aria-label="Photo"
        onChange={(event) => {
          attachFiles(event.currentTarget.files ?? [])
          event.currentTarget.value = ''
        }}
      />
      <button type="button" class="plain" onClick={() => open()?.catch(explainRefusal)}>
        <Icon name="camera" label="Take a photo" />
      </button>
      <dialog ref={dialog} aria-label="Take a photo" onClose={end}>
        <div class="stack">
          <video ref={video} autoplay muted playsInline class="camera" />
          <span class="row">
            <button type="button" class="strong" onClick={take}>
              Take it
            </button>
            <button type="button" onClick={end}>
              Leave it
            </button>
          </span>
        </div>
      </dialog>
    </>
  )
}
