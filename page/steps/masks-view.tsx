import { useState } from 'preact/hooks'
import type { Media } from '../../src/media/media.js'
import { MediaView, Picture } from '../parts/media-view.js'
import { useMediaPath } from '../state/media-path.js'

/** Regions of a picture, each laid over it when it is chosen. */
export function MasksView({
  picture,
  masks,
  labels,
}: {
  picture: Media
  masks: readonly Media[]
  labels: readonly string[]
}) {
  const path = useMediaPath(picture.digest)
  const [shown, setShown] = useState<ReadonlySet<number>>(new Set([0]))
  const toggle = (at: number) => {
    const next = new Set(shown)
    if (!next.delete(at)) next.add(at)
    setShown(next)
  }
  return (
    <div class="masks">
      <div class="stage">
        {path !== undefined && <Picture path={path} alt={picture.name ?? 'the picture'} />}
        {masks.map((mask, at) => shown.has(at) && <MaskLayer key={mask.digest} mask={mask} />)}
      </div>
      <ul class="chips">
        {masks.map((mask, at) => (
          <li key={mask.digest}>
            <button type="button" class="small" aria-pressed={shown.has(at)} onClick={() => toggle(at)}>
              {labels[at] || mask.name || `Region ${at + 1}`}
            </button>
          </li>
        ))}
      </ul>
      <details>
        <summary>The masks as files</summary>
        <div class="files">
          {masks.map((mask) => (
            <MediaView key={mask.digest} media={mask} isMade />
          ))}
        </div>
      </details>
    </div>
  )
}

/** Masks are white where the region is: blended, everything else stays as it is. */
function MaskLayer({ mask }: { mask: Media }) {
  const path = useMediaPath(mask.digest)
  return path === undefined ? null : <Picture path={path} alt="" class="mask" />
}
