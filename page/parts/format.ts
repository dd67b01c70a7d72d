import type { Media } from '../../src/media/media.js'

export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`
}

export const formatMs = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : formatSeconds(ms / 1000)

/** Day and time as this browser's user writes them. @param seconds since 1970 */
export const formatTime = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

export const formatCost = (usd: number): string =>
  usd === 0 ? 'nothing' : usd < 0.01 ? `about $${usd.toFixed(5)}` : `about $${usd.toFixed(2)}`

export const formatBytes = (bytes: number): string =>
  bytes < 1000
    ? `${bytes} bytes`
    : bytes < 1e6
      ? `${Math.round(bytes / 1000)} kB`
      : bytes < 1e9
        ? `${(bytes / 1e6).toFixed(1)} MB`
        : `${(bytes / 1e9).toFixed(1)} GB`

/** What was measured of a file, in a few words. */
export function formatFacts({ mimeType, bytes, facts, modality, original }: Media): string {
  const { width, height, durationSeconds, sampleRate, channels, characters, rows, columns, pages, cutShort } =
    facts
  const parts = [
    original ? 'read from a PDF' : mimeType,
    width && height ? `${width} × ${height}` : '',
    durationSeconds === undefined ? '' : formatSeconds(durationSeconds),
    sampleRate === undefined ? '' : `${sampleRate / 1000} kHz`,
    modality === 'video' ? (channels === undefined ? 'without sound' : 'with sound') : '',
    pages !== undefined && pages > 1 ? `${pages} pages` : '',
    rows === undefined ? '' : `${rows} rows, ${columns ?? '?'} columns`,
    characters === undefined ? '' : `${characters} characters`,
    cutShort ? 'cut short' : '',
    formatBytes(bytes),
  ]
  return parts.filter((part) => part !== '').join(', ')
}

export const percent = (part: number): string => `${Math.round(part * 100)} %`
