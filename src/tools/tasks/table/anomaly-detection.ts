import { z } from 'zod'
import { formatCount, formatList } from '../../../core/text.js'
import {
  imageField,
  optionField,
  outputField,
  tableField,
  tableFileField,
  textField,
  textsField,
} from '../../fields.js'
import { defineTool } from '../../tool.js'

const anomalySchema = z.object({
  column: z.string(),
  kind: z.enum(['high', 'low', 'stuck']),
  at: z.string(),
  from: z.string(),
  to: z.string(),
  value: z.number(),
  expected: z.number(),
  score: z.number(),
})

const mostSaid = 10

export const tool = defineTool({
  id: 'anomaly-detection',
  description:
    'Finds values in columns of numbers (readings of sensors, counts by day) that are far from what their neighbours and their season suggest, and stretches where a sensor is stuck, with a plot. Rows follow one another in time. It does not say why.',
  input: z.object({
    table: tableFileField('The table: $table1, or CSV with a header line.'),
    request: textField(
      'What is wanted, in the words of the request: "is anything odd in the temperature?". Columns are read from it where they are not given; else all that have numbers are looked at.',
    ),
    columns: textsField('The columns to look at.').optional(),
    threshold: optionField(
      z.number().min(1).max(100).optional(),
      'How many standard deviations off is odd; without it 3.5, and more for long series.',
    ),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'What is odd, one a line, or that nothing is.'),
    anomalies: tableField(
      anomalySchema,
      'The odd values, those furthest off first, 100 at most: high or low with the value, what was expected and how many standard deviations it is off; or stuck, with how many values that lasts.',
    ),
    count: outputField(z.int().nonnegative(), 'text', 'How many there are in all.'),
    series: tableField(
      z.object({
        column: z.string(),
        values: z.int(),
        threshold: z.number(),
        notes: z.array(z.string()),
      }),
      'For each column how many values it has, how many standard deviations off is odd, and what was done to its values.',
    ),
    plot: imageField('The series, with what is odd marked.'),
  }),
  describe({ anomalies, count, series }) {
    const columns = formatList(series.map(({ column }) => `"${column}"`))
    const notes = series.flatMap((one) => one.notes)
    if (count === 0) return [`Nothing is odd in ${columns}.`, ...notes].join(' ')
    const said = anomalies.slice(0, mostSaid).map((one) => describeAnomaly(one, series.length > 1))
    const more = count > said.length ? ` and ${count - said.length} more` : ''
    return [`${formatCount(count, 'odd place')} in ${columns}: ${said.join('; ')}${more}.`, ...notes].join(
      ' ',
    )
  },
  // What asks for it.
  phrases: [
    'anomaly detection',
    'anomaly|anomalies|outlier|outliers',
    'detect|find|flag|spot|show .. anomaly|anomalies|outlier|outliers|spike|spikes|glitch|glitches',
    'anything|something odd|strange|unusual|wrong|abnormal|suspicious|weird|off',
    'odd|strange|unusual|abnormal|suspicious|weird value|values|reading|readings|row|rows|point|points',
    '^ is|are|was|were there a|an|any|some|many? anomaly|anomalies|outlier|outliers|spike|spikes|glitch|glitches',
    '^ is|are|was|were there a|an|any|some|many? odd|strange|unusual|abnormal|suspicious? anomaly|anomalies|outlier|outliers|spike|spikes|glitch|glitches|value|values|reading|readings in|on|with?',
    'value|reading|row|point|measurement is|are odd|strange|unusual|abnormal|suspicious|weird|off',
    'behave|act|look strangely|oddly|strange|odd|weird|unusual',
    'is|are .. odd|unusual|abnormal|anomalous in|on|with <table>',
  ],
  results: ['anomaly', 'anomalies', 'outlier', 'outliers'],
  nature: 'faithful',
  // How it runs.
  reader: {
    async run(input, context) {
      const { readerSeries, runAnomalies } = await import('../../series/series.js')
      const found = await runAnomalies(input, readerSeries(context))
      const several = found.series.length > 1
      const lines = found.anomalies.map((one) => describeAnomaly(one, several))
      return { text: lines.join('\n') || 'Nothing is odd.', ...found }
    },
  },
})

function describeAnomaly(
  { column, kind, at, from, to, value, expected, score }: z.output<typeof anomalySchema>,
  several: boolean,
): string {
  const where = from === to ? at : `${from} to ${to}`
  const name = several ? `${column}, ` : ''
  if (kind === 'stuck') return `${name}${where}: stuck at ${value} for ${score} values`
  const furthest = from === to ? `${value}` : `up to ${value}`
  return `${name}${where}: ${furthest}, ${kind === 'high' ? 'above' : 'below'} the ${expected} to be expected`
}
