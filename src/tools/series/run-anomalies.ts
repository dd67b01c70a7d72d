import type { Media } from '../../media/media.js'
import { type ChosenColumns, chooseColumns } from './choose-columns.js'
import { drawSeries } from './draw-series.js'
import { type Anomaly, findAnomalies } from './find-anomalies.js'
import { findSeason } from './find-season.js'
import { readSeries } from './reading/read-series.js'
import type { RegularSeries } from './regular-series.js'
import { type SeriesContext, sourceOf } from './series-context.js'
import { seriesIn } from './series-in.js'

export interface AnomalyWish {
  table: string | Media
  request: string
  columns?: readonly string[] | undefined
  threshold?: number | undefined
}

const mostColumns = 20
const leastValues = 8
/** Two and a half million rows of one column with the times, which takes some twenty seconds of one core. */
const mostNumbers = 5_000_000
/** How much of the time reading takes, about. */
const readingShare = 0.6
/** Odd places that are told, those that are furthest off. */
const mostTold = 100

/** Looks for odd values in columns of a table. @throws SwitchyardError `INVALID_REQUEST` when the table or its columns won't do */
export async function runAnomalies(
  { table, request, columns = [], threshold }: AnomalyWish,
  context: SeriesContext,
) {
  const wish = { columns, request, most: mostColumns }
  let choice: ChosenColumns = { places: [], notes: [] }
  const read = await readSeries(
    await sourceOf(table, context),
    (kinds) => {
      choice = chooseColumns(kinds, wish)
      return choice.places
    },
    { most: mostNumbers, onProgress: (fraction) => context.progress(readingShare * fraction) },
  )
  const { series: all, notes } = seriesIn(read, { request, least: leastValues, most: mostColumns })
  const looked = all.map((series, at) => {
    context.progress(readingShare + (1 - readingShare) * (at / all.length))
    const { values, known, axis } = series
    const found = findAnomalies(values, { known, threshold, season: findSeason(values, axis.cycles) })
    return { series, ...found }
  })
  const odd = looked.flatMap(({ series, anomalies }) => anomalies.map((anomaly) => rowOf(series, anomaly)))
  const told = [...odd].sort((a, b) => b.score - a.score).slice(0, mostTold)
  // Those with something odd first: no more than four are drawn.
  const drawn = [...looked].sort((a, b) => Number(b.anomalies.length > 0) - Number(a.anomalies.length > 0))
  const plot = await context.savePlot(
    drawSeries(
      drawn.map(({ series: { name, values, axis }, anomalies }) => ({
        name,
        values,
        marked: anomalies,
        label: (at) => axis.label(at),
      })),
    ),
  )
  return {
    anomalies: told,
    count: odd.length,
    series: looked.map(({ series: { name, values, notes: own }, threshold }, at) => ({
      ...{
        column: name,
        values: values.length,
        threshold: rounded(threshold),
        notes: [...(at === 0 ? [...choice.notes, ...notes] : []), ...own],
      },
    })),
    plot,
  }
}

function rowOf({ name, axis }: RegularSeries, { kind, from, to, at, value, expected, score }: Anomaly) {
  return {
    ...{ column: name, kind, at: axis.label(at), from: axis.label(from), to: axis.label(to) },
    ...{ value: rounded(value), expected: rounded(expected), score: rounded(score) },
  }
}

/** Five digits: enough for people, and the same on every machine. */
const rounded = (value: number): number => Number(value.toPrecision(5))
