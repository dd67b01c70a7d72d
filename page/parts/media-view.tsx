import { useState } from 'preact/hooks'
import type { Media } from '../../src/media/media.js'
import { attachMedia } from '../state/attachments.js'
import { useMediaPath } from '../state/media-path.js'
import { formatFacts } from './format.js'
import { Icon } from './icon.js'
import { TableView } from './table-view.js'

/** A file as it can be looked at or listened to, with what was measured of it. */
export function MediaView({ media, isMade = false }: { media: Media; isMade?: boolean | undefined }) {
  const path = useMediaPath(media.digest)
  return (
    <figure class="media">
      {path !== undefined && <Shown media={media} path={path} />}
      {media.original && <Original digest={media.original.digest} />}
      <figcaption>
        <b dir="auto">{media.name ?? media.modality}</b> <span class="soft">{formatFacts(media)}</span>
        {isMade && path !== undefined && (
          <span class="row">
            <a href={path} download={media.name ?? media.modality}>
              Save
            </a>
            <button type="button" class="small" onClick={() => attachMedia(media)}>
              <Icon name="attach" /> Attach to the next question
            </button>
          </span>
        )}
      </figcaption>
    </figure>
  )
}

const slowest = 4

function Shown({ media, path }: { media: Media; path: string }) {
  const { name = media.modality, modality } = media
  if (modality === 'image') return <Picture path={path} alt={name} />
  // biome-ignore lint/a11y/useMediaCaption: what is said in it is what a step finds out.
  if (modality === 'audio') return <audio controls preload="metadata" src={path} aria-label={name} />
  // biome-ignore lint/a11y/useMediaCaption: what is said in it is what a step finds out.
  if (modality === 'video') return <video controls preload="metadata" src={path} aria-label={name} />
  return (
    <>
      {modality === 'table' && <TableView media={media} path={path} />}
      <a class="document" href={path} download>
        {media.original ? 'Save the text that was read from it' : 'Save'}
      </a>
    </>
  )
}

/** The document that a text or a picture was read from. */
function Original({ digest }: { digest: string }) {
  const path = useMediaPath(digest)
  return path === undefined ? null : (
    <a class="document" href={path} download>
      Save the PDF
    </a>
  )
}

/** A picture. One that a step has just made may not be handed out yet: it is asked for again. */
export function Picture({
  path,
  alt,
  class: style,
}: {
  path: string
  alt: string
  class?: string | undefined
}) {
  const [tries, setTries] = useState(0)
  const retry = () => {
    if (tries < slowest) setTimeout(() => setTries(tries + 1), 250 * 2 ** tries)
  }
  return <img key={tries} src={path} alt={alt} class={style ?? 'picture'} onError={retry} />
}
