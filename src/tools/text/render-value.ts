import { isMedia } from '../../media/media.js'

/** A value in a few words: a text as it is, a file by its name, a record as `label: cat, score: 0.98`. */
export function renderValue(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return value.map(renderValue).join(', ')
  if (isMedia(value)) return value.name ?? value.mimeType
  return Object.entries(value)
    .filter(([, part]) => part !== null && part !== undefined)
    .map(([key, part]) => `${key}: ${renderValue(part)}`)
    .join(', ')
}
