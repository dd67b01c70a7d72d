import { SwitchyardError } from '../../core/errors.js'

/**
 * The numbers of the pages to look at, from 1, in their order: those that are named, else up to `count` at equal distances, the
 * first and the last among them.
 * @throws SwitchyardError `INVALID_REQUEST` for a page that the document lacks
 */
export function choosePages({
  total,
  count,
  named,
}: {
  total: number
  count: number
  named?: readonly number[] | undefined
}): number[] {
  const missing = named?.find((page) => page > total)
  if (missing !== undefined)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `The document has ${total === 1 ? 'one page' : `${total} pages`}: it has no page ${missing}.`,
    )
  if (named) return [...new Set(named)].sort((a, b) => a - b)
  const most = Math.min(total, count)
  const step = most > 1 ? (total - 1) / (most - 1) : 0
  return Array.from({ length: most }, (_, at) => 1 + Math.round(at * step))
}
