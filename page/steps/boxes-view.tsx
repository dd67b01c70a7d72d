import { useState } from 'preact/hooks'
import type { Media } from '../../src/media/media.js'
import { percent } from '../parts/format.js'
import { Picture } from '../parts/media-view.js'
import { useMediaPath } from '../state/media-path.js'
import type { DrawnBox } from './output-shapes.js'

/** What was found on a picture, drawn on it; a row of the list below marks its box. */
export function BoxesView({ picture, boxes }: { picture: Media; boxes: readonly DrawnBox[] }) {
  const path = useMediaPath(picture.digest)
  const [marked, setMarked] = useState<number>()
  const { width = 1, height = 1 } = picture.facts
  return (
    <div class="boxes">
      <div class="stage">
        {path !== undefined && <Picture path={path} alt={picture.name ?? 'the picture'} />}
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
          {boxes.map((box, at) => (
            <rect
              key={at}
              data-marked={at === marked}
              data-hue={at % 6}
              x={box.left}
              y={box.top}
              width={box.width}
              height={box.height}
              vector-effect="non-scaling-stroke"
            />
          ))}
        </svg>
      </div>
      <ul class="chips">
        {boxes.map((box, at) => (
          <li key={at}>
            <button
              type="button"
              class="small"
              data-hue={at % 6}
              aria-pressed={at === marked}
              onClick={() => setMarked(at === marked ? undefined : at)}
            >
              {box.label} {box.score !== undefined && percent(box.score)}
              <span class="hidden">
                , at {Math.round(box.left)}, {Math.round(box.top)}, {Math.round(box.width)} wide,{' '}
                {Math.round(box.height)} high
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
