import { formatMs } from '../parts/format.js'
import { Picture } from '../parts/media-view.js'
import type { PlacedMedia } from '../state/api.js'
import type { ShownRow } from '../state/batches.js'

/** Pixels: as the styles have it. */
export const rowHeight = 72

/** One result. Its name opens all of it. */
export function ResultRow({
  row,
  place,
  onOpen,
}: {
  row: ShownRow
  /** From 0. */
  place: number
  onOpen: (row: ShownRow) => void
}) {
  const { custom_id, outcome, answer, error, media, made, models, duration_ms } = row
  const picture = [...made, ...media].find(({ modality }) => modality === 'image')
  const name = custom_id ?? (error?.line == null ? 'A line' : `Line ${error.line}`)
  return (
    <tr aria-rowindex={place + 2} data-outcome={outcome}>
      <th scope="row">
        <span class="cell">
          {picture && <Thumbnail media={picture} />}
          <button type="button" class="plain name" dir="auto" onClick={() => onOpen(row)}>
            {name}
          </button>
        </span>
      </th>
      <td>
        <span class="clipped" dir="auto">
          {outcome === 'failed' && <b class="failure">Failed: </b>}
          {outcome === 'partly' && <b>In part: </b>}
          {outcome === 'failed' && error ? error.message : answer}
        </span>
      </td>
      <td class="only-wide">
        <span class="clipped">{models.join(', ')}</span>
      </td>
      <td class="only-wide">{duration_ms === null ? '' : formatMs(duration_ms)}</td>
    </tr>
  )
}

/** A small picture; only those in sight are asked for. */
function Thumbnail({ media: { path } }: { media: PlacedMedia }) {
  // Its name stands beside it.
  return <Picture path={thumbnailOf(path)} alt="" class="thumbnail" />
}

/** Where the small form of a picture is, with the signature of its link. */
const thumbnailOf = (path: string): string => path.replace(/^\/?([^?]*)/, '$1/thumbnail')
