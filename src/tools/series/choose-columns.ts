import { SwitchyardError } from '../../core/errors.js'
import { formatList } from '../../core/text.js'
import type { ColumnKind } from './read-series.js'

export interface ColumnWish {
  /** Names, as a planner gives them. */
  columns: readonly string[]
  /** Else those that these words name, or all that have numbers. */
  request: string
  /** More than these must be named. */
  most: number
}

/**
 * The places of the columns that are meant.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when there is no such column, it has no numbers, or too many could be meant
 */
export function chooseColumns(
  columns: readonly ColumnKind[],
  { columns: asked, request, most }: ColumnWish,
): number[] {
  const placesOf = (wanted: ColumnKind['kind']) =>
    columns.flatMap(({ kind }, at) => (kind === wanted ? [at] : []))
  const measured = placesOf('number')
  // What only seems to count rows is meant where nothing else is there.
  const numeric = measured.length > 0 ? measured : placesOf('index')
  const there = `It has ${formatList(columns.map(({ name, kind }) => `"${name}"${kind === 'number' ? '' : ` (${kindNames[kind]})`}`).slice(0, 20))}.`
  const refuse = (problem: string) => new SwitchyardError('INVALID_REQUEST', `${problem} ${there}`)

  const placeOf = (wanted: string): number => {
    const at = columns.findIndex(({ name }) => plain(name) === plain(wanted))
    if (at < 0) throw refuse(`The table has no column "${wanted}".`)
    if (columns[at]?.kind !== 'number' && columns[at]?.kind !== 'index')
      throw refuse(`The column "${wanted}" has no numbers to go by.`)
    return at
  }
  if (asked.length > 0) return [...new Set(asked.map(placeOf))]

  const named = columns.filter(({ name }) => isNamed(name, request))
  const meant = numeric.filter((at) => named.some(({ name }) => name === columns[at]?.name))
  if (meant.length > 0) return meant
  const [text] = named.filter(({ kind }) => kind === 'text')
  if (text) throw refuse(`The column "${text.name}" has no numbers to go by.`)
  if (numeric.length === 0) throw refuse('The table has no column of numbers.')
  if (numeric.length > most)
    throw refuse(
      `The table has ${numeric.length} columns of numbers. Name the ones that are meant, ${most} at most.`,
    )
  return numeric
}

const kindNames = { number: 'numbers', time: 'times', index: 'counts the rows', text: 'words' }

const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')

/** Whether the words say the name; those of files say nothing. */
function isNamed(name: string, request: string): boolean {
  const words = plain(request.replaceAll(/\S+\.[a-z]{2,4}\b/gi, ' '))
  const escaped = plain(name).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return name.trim().length > 1 && new RegExp(`(?<![\\p{L}\\d])${escaped}(?![\\p{L}\\d])`, 'u').test(words)
}
