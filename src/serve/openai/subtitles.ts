/** A part of what was said, times in seconds. */
export interface SpokenSegment {
  start: number
  end: number
  text: string
}

/** Subtitles in the SubRip form. */
export const renderSrt = (segments: readonly SpokenSegment[]): string =>
  segments
    .map(
      ({ start, end, text }, at) =>
        `${at + 1}\n${timeOf(start, ',')} --> ${timeOf(end, ',')}\n${oneLine(text)}\n\n`,
    )
    .join('')

/** Subtitles in the WebVTT form. */
export const renderVtt = (segments: readonly SpokenSegment[]): string =>
  `WEBVTT\n\n${segments
    .map(({ start, end, text }) => `${timeOf(start, '.')} --> ${timeOf(end, '.')}\n${oneLine(text)}\n\n`)
    .join('')}`

/** An empty line, or an arrow, would end a subtitle. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('-->', '->').trim()

function timeOf(seconds: number, mark: string): string {
  const ms = Math.round(seconds * 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const [h, m, s] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60]
  return `${two(h)}:${two(m)}:${two(s)}${mark}${String(ms % 1000).padStart(3, '0')}`
}
