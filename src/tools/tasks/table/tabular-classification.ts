import { z } from 'zod'
import { outputField, tableField, textsField } from '../../fields.js'
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
  predictions: z.array(z.strictObject({ row: z.number().int(), label: z.string() })),
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
      z.object({ row: z.number().int().positive(), label: z.string() }),
      'The class of each row, rows counted from 1 without the header line.',
    ),
  }),
  describe: ({ predictions }) => {
    const said = predictions.slice(0, 5).map(({ row, label }) => `row ${row} as "${label}"`)
    const more = predictions.length > 5 ? [`${countOf(predictions.length - 5, 'more row')}`] : []
    return `It classed ${listOf([...said, ...more])}.`
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
      const task = tabularTask(table, target)
      const predictions = async () => {
        if (isChat(context)) {
          const kind = labels && `one of: ${labels.join(' | ')}`
          const text = tabularQuestion(table, task, kind)
          const question = { system: tabularSystem, text, schema: replySchema, name: 'predictions' }
          return predictionsFor(task, (await askChatForJson(client, question, context)).predictions)
        }
        const inputs = { data: cellsByColumn(task.rows) }
        const classes = await client.tabularClassification({ ...context.target, inputs })
        return byPlace(task, classes).map(({ row, value }) => ({ row, label: String(value) }))
      }
      const found = await predictions()
      return { text: found.map(({ row, label }) => `${row}: ${label}`).join('\n'), predictions: found }
    },
  },
})
