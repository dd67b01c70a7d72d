import { SwitchyardError } from '../core/errors.js'
import type { Media } from '../media/media.js'
import { asMedia } from '../media/media-in.js'

/**
 * A value as text for a model: text as it is, a list or table one line an item, a record as `label: cat, score: 0.98`,
 * a text file's content.
 *
 * @param contentOf the content of text media; undefined for other media
 * @throws SwitchyardError `INVALID_PLAN` for media that are not text
 */
export function renderText(value: unknown, contentOf: (media: Media) => string | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return value.map((item) => renderText(item, contentOf)).join('\n')
  const media = asMedia(value)
  if (media) {
    const content = contentOf(media)
    if (content !== undefined) return content
    throw new SwitchyardError(
      'INVALID_PLAN',
      `${media.modality} can't be put into text; describe or transcribe it first.`,
    )
  }
  return Object.entries(value)
    .filter(([, part]) => part !== null && part !== undefined)
    .map(([key, part]) => `${key}: ${renderText(part, contentOf).replaceAll('\n', ', ')}`)
    .join(', ')
}
