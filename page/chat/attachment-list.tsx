import { formatFacts } from '../parts/format.js'
import { Icon } from '../parts/icon.js'
import { Picture } from '../parts/media-view.js'
import { type Attachment, attachments, detach } from '../state/attachments.js'
import { useMediaPath } from '../state/media-path.js'

/** The files that go with the next question. Those that were refused come first, for of many the list shows a part. */
export function AttachmentList() {
  if (attachments.value.length === 0) return null
  const isRefused = ({ error }: Attachment) => error !== undefined
  const shown = [
    ...attachments.value.filter(isRefused),
    ...attachments.value.filter((one) => !isRefused(one)),
  ]
  return (
    <ul class="attachments" aria-label="Attached files">
      {shown.map((one) => (
        <AttachmentItem key={one.id} attachment={one} />
      ))}
    </ul>
  )
}

function AttachmentItem({ attachment: { id, name, progress, media, error } }: { attachment: Attachment }) {
  return (
    <li data-state={error ? 'refused' : media ? 'ready' : 'uploading'}>
      {media?.modality === 'image' && <Thumbnail digest={media.digest} />}
      <span class="stack tight">
        <b dir="auto">{name}</b>
        {media && <span class="soft">{formatFacts(media)}</span>}
        {error && (
          <span class="failure" role="alert">
            {error}
          </span>
        )}
        {!media && !error && <progress aria-label={`Uploading ${name}`} value={progress} max={1} />}
      </span>
      <button type="button" class="plain small" onClick={() => detach(id)}>
        <Icon name="close" label={`Remove ${name}`} />
      </button>
    </li>
  )
}

function Thumbnail({ digest }: { digest: string }) {
  const path = useMediaPath(digest)
  // Its name stands beside it.
  return path === undefined ? null : <Picture path={path} alt="" class="thumbnail" />
}
