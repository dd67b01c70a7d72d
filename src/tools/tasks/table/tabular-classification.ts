import { z } from 'zod'
import { formatCount, formatList } from '../../../core/text.js'
import { outputField, tableField, textsField } from '../../fields.js'
import { predictRows, tabularInput } from '../../table/tabular.js'
import { defineTool } from '../../tool.js'

const replySchema = z.strictObject({
  predictions: z.array(z.strictObject({ row: z.int(), label: z.string() })),
})

export const tool = defineTool({
  id: 'tabular-classification',
  description:
    'Sorts the rows of a table into classes: fills a column of words or yes/no from the other columns, by examples in the table. For numbers use tabular-regression, for questions about the table table-question-answering.',
  input: z.object({
    ...tabularInput,
    labels: textsField('The classes to choose from; absent: those of the examples.').optional(),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'The class of each row, one a line.'),
    predictions: tableField(
      z.object({ row: z.int().positive(), label: z.string() }),
      'The class of each row, rows counted from 1 without the header line.',
    ),
  }),
  describe: ({ predictions }) => {
    const lines = predictions.slice(0, 5).map(({ row, label }) => `row ${row} as "${label}"`)
    const more = predictions.length > 5 ? [`${formatCount(predictions.length - 5, 'more row')}`] : []
    return `It classed ${formatList([...lines, ...more])}.`
  },
  // What asks for it.
  phrases: [
    'tabular classification',
    'table classification',
    'predict .. class|category|label',
    'fill the? column',
    'classify .. row|table',
    'classify|analyze|categorize <table>',
    'tabular',
    'classify~',
    '<table> .. classify|categorize',
    'extract|get|obtain .. from|of|in <table>',
    'understand|read <table>',
  ],
  results: ['classified table|text'],
  nature: 'inventing',
  about: ['table'],
  // How it runs.
  remote: {
    async run(client, { table, target, labels }, context) {
      const kind = labels && `one of: ${labels.join(' | ')}`
      const predictAll = (inputs: { data: Record<string, string[]> }) =>
        client.tabularClassification({ ...context.target, inputs })
      const toPrediction = (row: number, value: string | number) => ({ row, label: String(value) })
      const found = await predictRows(
        client,
        { table, target, kind, replySchema, predictAll, toPrediction },
        context,
      )
      return { text: found.map(({ row, label }) => `${row}: ${label}`).join('\n'), predictions: found }
    },
  },
})
