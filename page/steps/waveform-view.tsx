import { useEffect, useRef, useState } from 'preact/hooks'
import type { Media } from '../../src/media/media.js'
import { formatSeconds } from '../parts/format.js'
import { useMediaPath } from '../state/media-path.js'
import type { SpokenSegment } from './output-shapes.js'
import { readPeaks } from './read-peaks.js'

/** A recording with the words under it: a click on words, or on the wave, plays from there. */
export function WaveformView({
  recording,
  segments,
}: {
  recording: Media
  segments: readonly SpokenSegment[]
}) {
  const path = useMediaPath(recording.digest)
  const player = useRef<HTMLMediaElement>(null)
  const [now, setNow] = useState(0)
  const [until, setUntil] = useState<number>()
  const length = recording.facts.durationSeconds ?? segments.at(-1)?.end ?? 0
  const play = (start: number, end?: number) => {
    const element = player.current
    if (!element) return
    element.currentTime = start
    setUntil(end)
    element.play().catch(() => undefined)
  }
  const tick = () => {
    const element = player.current
    if (!element) return
    setNow(element.currentTime)
    if (until !== undefined && element.currentTime >= until) {
      element.pause()
      setUntil(undefined)
    }
  }
  const common = {
    controls: true,
    preload: 'metadata' as const,
    onTimeUpdate: tick,
    'aria-label': recording.name ?? 'recording',
  }
  return (
    <div class="waveform">
      {path !== undefined && (
        <Wave path={path} bytes={recording.bytes} length={length} now={now} onSeek={play} />
      )}
      {path !== undefined &&
        (recording.modality === 'video' ? (
          <video
            {...common}
            src={path}
            ref={(element) => {
              player.current = element
            }}
          />
        ) : (
          <audio
            {...common}
            src={path}
            ref={(element) => {
              player.current = element
            }}
          />
        ))}
      <ol class="segments">
        {segments.map(({ start, end, text }, at) => (
          <li key={at}>
            <button
              type="button"
              class="segment"
              aria-current={now >= start && now < end && now > 0}
              onClick={() => play(start, end)}
            >
              <span class="soft">
                {formatSeconds(start)} – {formatSeconds(end)}
              </span>{' '}
              <span dir="auto">{text}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** What is drawn across. */
const bars = 160
const [waveWidth, waveHeight] = [800, 64]

function Wave({
  path,
  bytes,
  length,
  now,
  onSeek,
}: {
  path: string
  bytes: number
  length: number
  now: number
  onSeek: (seconds: number) => void
}) {
  const [peaks, setPeaks] = useState<readonly number[]>()
  useEffect(() => {
    const controller = new AbortController()
    readPeaks(path, { bars, bytes, signal: controller.signal }).then(setPeaks, () => undefined)
    return () => controller.abort()
  }, [path, bytes])
  if (!peaks) return null
  const step = waveWidth / bars
  return (
    // The words and the player do the same by keyboard.
    <svg
      class="wave"
      viewBox={`0 0 ${waveWidth} ${waveHeight}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      onClick={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect()
        onSeek(((event.clientX - left) / width) * length)
      }}
    >
      {peaks.map((peak, at) => {
        const height = Math.max(1, peak * waveHeight)
        const isPlayed = length > 0 && at / bars < now / length
        return (
          <rect
            key={at}
            data-played={isPlayed}
            x={at * step}
            y={(waveHeight - height) / 2}
            width={step * 0.7}
            height={height}
          />
        )
      })}
    </svg>
  )
}
