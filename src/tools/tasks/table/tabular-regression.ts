import { z } from 'zod'
import { formatCount, formatList } from '../../../core/text.js'
import { outputField, tableField } from '../../fields.js'
import { predictRows, tabularInput } from '../../table/tabular.js'
import { defineTool } from '../../tool.js'

const replySchema = z.strictObject({
  predictions: z.array(z.strictObject({ row: z.int(), value: z.number() })),
})

export const tool = defineTool({
  id: 'tabular-regression',
  description:
    'Estimates a number for the rows of a table: fills a column of quantities (price, weight, age) from the other columns, by examples in the table. For classes use tabular-classification.',
  input: z.object(tabularInput),
  output: z.object({
    text: outputField(z.string(), 'text', 'The number for each row, one a line.'),
    predictions: tableField(
      z.object({ row: z.int().positive(), value: z.number() }),
      'The number for each row, rows counted from 1 without the header line.',
    ),
  }),
  describe: ({ predictions }) => {
    const lines = predictions.slice(0, 5).map(({ row, value }) => `${value} for row ${row}`)
    const more = predictions.length > 5 ? [`${formatCount(predictions.length - 5, 'more row')}`] : []
    return `It estimated ${formatList([...lines, ...more])}.`
  },
  // What asks for it.
  phrases: [
    'tabular regression',
    'estimate|predict .. value|price|number|amount',
    'forecast .. row',
    'estimate the? value|price',
  ],
  nature: 'inventing',
  // How it runs.
  remote: {
    async run(client, { table, target }, context) {
      const predictAll = (inputs: { data: Record<string, string[]> }) =>
        client.tabularRegression({ ...context.target, inputs })
      const toPrediction = (row: number, value: string | number) => ({ row, value: Number(value) })
      const found = await predictRows(
        client,
        { table, target, replySchema, predictAll, toPrediction },
        context,
      )
      return { text: found.map(({ row, value }) => `${row}: ${value}`).join('\n'), predictions: found }
    },
  },
})
