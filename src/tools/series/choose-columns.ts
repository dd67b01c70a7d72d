import { SwitchyardError } from '../../core/errors.js'
import { formatList } from '../../core/text.js'
import type { ColumnKind } from './reading/intake.js'
import { wordsOf } from './words-of.js'

export interface ColumnWish {
  /** Names, as a planner gives them. */
  columns: readonly string[]
  /** Else those that these words name, or all that have numbers. */
  request: string
  /** More than these must be named. */
  most: number
}

/** The columns that are meant. */
export interface ChosenColumns {
  places: number[]
  /** What the request names and the table hasn't, with what was taken instead. */
  notes: string[]
}

/**
 * The places of the columns that are meant.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when there is no such column, it has no numbers, or too many could be meant
 */
export function chooseColumns(
  columns: readonly ColumnKind[],
  { columns: asked, request, most }: ColumnWish,
): ChosenColumns {
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
  const chosen = (places: readonly number[], notes: string[] = []): ChosenColumns => ({
    ...{ places: [...new Set(places)], notes },
  })
  if (asked.length > 0) return chosen(asked.map(placeOf))

  const named = columns.filter(({ name }) => isNamed(name, request))
  const meant = numeric.filter((at) => named.some(({ name }) => name === columns[at]?.name))
  if (meant.length > 0) return chosen(meant)
  const called = columnCalled(request, columns)
  if (called !== undefined) return chosen([placeOf(called)])
  const [text] = named.filter(({ kind }) => kind === 'text')
  if (text) throw refuse(`The column "${text.name}" has no numbers to go by.`)
  if (numeric.length === 0) throw refuse('The table has no column of numbers.')
  if (numeric.length > most)
    throw refuse(
      `The table has ${numeric.length} columns of numbers. Name the ones that are meant, ${most} at most.`,
    )
  const thing = thingIn(request)
  const several = numeric.filter((at) => plain(columns[at]?.name ?? '') === thing?.replace(/s$/, ''))
  if (thing === undefined || several.length > 0) return chosen(several.length > 0 ? several : numeric)
  const taken = formatList(numeric.map((at) => `"${columns[at]?.name}"`))
  return chosen(numeric, [
    `No column is called "${thing}", so ${numeric.length === 1 ? `${taken} was` : `${taken} were`} taken. ${there}`,
  ])
}

/** The column that is called one: "the humidity column", "column humidity". */
function columnCalled(request: string, columns: readonly ColumnKind[]): string | undefined {
  const words = plain(request)
  const called =
    /\bcolumns? (?:named |called )?["'“](?<name>[^"'”]+)["'”]/u.exec(words) ??
    /["'“](?<name>[^"'”]+)["'”] column\b/u.exec(words) ??
    /\b(?:the|my|of|in|for|forecast|predict) (?<name>[\p{L}\d]+) column\b/u.exec(words) ??
    /\bcolumn (?:named |called )(?<name>[\p{L}\d]+)/u.exec(words)
  const name = called?.groups?.name
  const isColumn = columns.some((column) => plain(column.name) === name)
  return name === undefined || (general.has(name) && !isColumn) ? undefined : name
}

/** What is to be forecast or looked through, where that is said by a name: "forecast the humidity", "outliers in the humidity". */
function thingIn(request: string): string | undefined {
  const words = plain(wordsOf(request, 'it'))
  const name =
    /\b(?:forecast|predict|extrapolate) (?:the |my |our )?(?<name>\p{L}[\p{L}\d]*)/u.exec(words)?.groups
      ?.name ??
    /\b(?:odd|strange|unusual|wrong|anomal\p{L}+|outliers?|spikes?|glitch(?:es)?) (?:in|with|of) (?:the |my |our )?(?<name>\p{L}[\p{L}\d]*)/u.exec(
      words,
    )?.groups?.name
  return name === undefined || general.has(name) ? undefined : name
}

/** Words for a table and its parts, which name no column. */
const general = new Set(
  `a all an and any at both by column columns coming csv data dataset day days each every excel few file files first
following for from future hour hours how in it its last line many minute minutes month months more next no number numbers
of on one other our over period periods quarter quarters reading readings right row rows second series sheet some
spreadsheet step steps table tables that the them there these this those time times to trend trends two until value
values week weeks what which with workbook wrong year years`.split(/\s+/),
)

const kindNames = {
  number: 'numbers',
  time: 'times',
  index: 'counts the rows',
  text: 'words',
  sheet: 'sheets',
}

const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')

/** Whether the words say the name; those of files say nothing. */
export function isNamed(name: string, request: string): boolean {
  const words = plain(wordsOf(request))
  const escaped = plain(name).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return name.trim().length > 1 && new RegExp(`(?<![\\p{L}\\d])${escaped}(?![\\p{L}\\d])`, 'u').test(words)
}
