import { useEffect, useRef } from 'preact/hooks'
import { formatCost, formatMs } from '../parts/format.js'
import { Markdown } from '../parts/markdown.js'
import { MediaView } from '../parts/media-view.js'
import type { PlacedMedia } from '../state/api.js'
import type { ShownRow } from '../state/batches.js'

/** All of one result: its files, the answer, what went wrong. */
export function ResultDialog({ row, onClose }: { row: ShownRow; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const { custom_id, answer, error, media, made, models, cost_usd, duration_ms } = row
  const facts = [
    models.join(', '),
    duration_ms === null ? '' : formatMs(duration_ms),
    cost_usd === null ? '' : `cost ${formatCost(cost_usd)}`,
  ]
  return (
    <dialog ref={dialog} class="server" aria-labelledby="result-title" onClose={onClose}>
      <div class="stack">
        <h2 id="result-title" dir="auto">
          {custom_id ?? 'A line that is no job'}
        </h2>
        <Files media={media} />
        {answer !== '' && <Markdown text={answer} />}
        {error && (
          <p class="failure">
            {error.message} <span class="soft">({error.code})</span>
          </p>
        )}
        <Files media={made} isMade />
        <p class="soft">{facts.filter((fact) => fact !== '').join(', ')}</p>
        <span class="row">
          <button type="button" class="strong" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </span>
      </div>
    </dialog>
  )
}

function Files({ media, isMade }: { media: readonly PlacedMedia[]; isMade?: boolean }) {
  if (media.length === 0) return null
  return (
    <div class="files">
      {media.map((one) => (
        <MediaView key={one.digest} media={one} isMade={isMade} />
      ))}
    </div>
  )
}
