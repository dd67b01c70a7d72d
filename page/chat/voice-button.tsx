import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { formatSeconds } from '../parts/format.js'
import { Icon } from '../parts/icon.js'
import { attachFiles } from '../state/attachments.js'
import { tell } from '../state/chats.js'

/** Records what is said and attaches it. Pressed again, it ends the recording. */
export function VoiceButton() {
  const seconds = useSignal<number | undefined>(undefined)
  const recorder = useRef<MediaRecorder | undefined>(undefined)
  useEffect(() => () => recorder.current?.stop(), [])
  // Without https browsers offer no microphone, except on this machine.
  if (!navigator.mediaDevices || typeof MediaRecorder === 'undefined') return null

  const begin = async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
    const recording = new MediaRecorder(stream)
    recorder.current = recording
    const pieces: Blob[] = []
    const startedAt = Date.now()
    const timer = setInterval(() => {
      seconds.value = (Date.now() - startedAt) / 1000
    }, 200)
    recording.ondataavailable = ({ data }) => pieces.push(data)
    recording.onstop = () => {
      clearInterval(timer)
      seconds.value = undefined
      for (const track of stream.getTracks()) track.stop()
      const type = recording.mimeType.split(';')[0] ?? 'audio/webm'
      const name = `recording-${new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')}.${type.split('/')[1]}`
      attachFiles([new File(pieces, name, { type })])
    }
    recording.start()
    seconds.value = 0
  }
  const isRecording = seconds.value !== undefined
  return (
    <button
      type="button"
      class={isRecording ? 'recording' : 'plain'}
      aria-pressed={isRecording}
      onClick={() => (isRecording ? recorder.current?.stop() : begin().catch(explainRefusal))}
    >
      <Icon
        name={isRecording ? 'stop' : 'microphone'}
        label={isRecording ? 'End the recording' : 'Record your voice'}
      />
      {isRecording && <span aria-hidden="true">{formatSeconds(seconds.value ?? 0)}</span>}
    </button>
  )
}

/** Says what a refused microphone or camera means. */
export function explainRefusal(error: unknown): void {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError')
    tell(new Error('The browser does not let this page use it. Allow it beside the address, and try again.'))
  else if (name === 'NotFoundError') tell(new Error('This device has none that the browser could use.'))
  else tell(error)
}
