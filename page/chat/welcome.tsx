import { areUploaded, attachedMedia, attachFiles, attachments, sendAttached } from '../state/attachments.js'
import { ask, tell } from '../state/chats.js'
import { exampleRequests } from './examples.js'

/** What an empty chat shows: what can be dropped, and with files attached what could be asked about them. */
export function Welcome() {
  const examples = areUploaded.value ? exampleRequests(attachedMedia.value) : []
  return (
    <section class="welcome">
      <h2>Ask about pictures, recordings, videos and texts</h2>
      <p>
        Drop files here, paste them, or attach them below, and ask what they show or say: pictures,
        recordings, videos, PDFs, tables and texts. Each answer shows the steps it was made by, and leads to
        what it rests on.
      </p>
      {attachments.value.length === 0 && (
        <p>
          <button type="button" onClick={() => attachSample().catch(tell)}>
            Try it with a sample picture
          </button>
        </p>
      )}
      {examples.length > 0 && (
        <ul class="examples" aria-label="What you could ask">
          {examples.map((text) => (
            <li key={text}>
              <button
                type="button"
                onClick={() => sendAttached((media) => ask(text, media, null)).catch(tell)}
              >
                {text}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

async function attachSample(): Promise<void> {
  const reply = await fetch(new URL('../../samples/images/scene-06.png', import.meta.url))
  if (!reply.ok) throw new Error('The sample picture could not be loaded.')
  attachFiles([new File([await reply.blob()], 'sample.png', { type: 'image/png' })])
}
