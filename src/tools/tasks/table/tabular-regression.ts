import { z } from 'zod'
import { outputField, tableField } from '../../fields.js'
import { isChat } from '../../remote/chat.js'
import { askChatForJson } from '../../remote/chat-json.js'
import { cellsByColumn } from '../../table/table.js'
import {
  byPlace,
  predictionsFor,
  tabularInput,
  tabularQuestion,
  tabularSystem,
  tabularTask,
} from '../../table/tabular.js'
import { defineTool } from '../../tool.js'
import { countOf, listOf } from '../../words.js'

const replySchema = z.strictObject({
  predictions: z.array(z.strictObject({ row: z.number().int(), value: z.number() })),
})

export const tool = defineTool({
  id: 'tabular-regression',
  description:
    'Estimates a number for the rows of a table: fills a column of quantities (price, weight, age) from the other columns, by examples in the table. For classes use tabular-classification.',
  input: z.object(tabularInput),
  output: z.object({
    text: outputField(z.string(), 'text', 'The number for each row, one a line.'),
    predictions: tableField(
      z.object({ row: z.number().int().positive(), value: z.number() }),
      'The number for each row, rows counted from 1 without the header line.',
    ),
  }),
  describe: ({ predictions }) => {
    const said = predictions.slice(0, 5).map(({ row, value }) => `${value} for row ${row}`)
    const more = predictions.length > 5 ? [`${countOf(predictions.length - 5, 'more row')}`] : []
    return `It estimated ${listOf([...said, ...more])}.`
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
      const task = tabularTask(table, target)
      const predictions = async () => {
        if (isChat(context)) {
          const text = tabularQuestion(table, task, undefined)
          const question = { system: tabularSystem, text, schema: replySchema, name: 'predictions' }
          return predictionsFor(task, (await askChatForJson(client, question, context)).predictions)
        }
        const inputs = { data: cellsByColumn(task.rows) }
        const values = await client.tabularRegression({ ...context.target, inputs })
        return byPlace(task, values)
      }
      const found = await predictions()
      return { text: found.map(({ row, value }) => `${row}: ${value}`).join('\n'), predictions: found }
    },
  },
})
