import { z } from 'zod'
import { SwitchyardError } from '../../../core/errors.js'
import { csvField, outputField, textField } from '../../fields.js'
import { cellsNamed } from '../../table/cell-names.js'
import { defineTool } from '../../tool.js'

const cellSchema = z.object({
  sheet: z.string().optional(),
  cell: z.string(),
  column: z.string(),
  row: z.string(),
  value: z.string(),
})

export const tool = defineTool({
  id: 'cell-lookup',
  description:
    'Reads cells of a table by their places in its spreadsheet, such as B3 or Cars!B3. For questions in other words use table-question-answering.',
  input: z.object({
    table: csvField('The table: $table1, or CSV with a header line.'),
    request: textField(
      'Which cells, such as "B3", "A1:B3", "Cars!B3" or "what is in B3 and C3 of the sheet Cars?".',
    ),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'What the cells hold, one a line.'),
    // No table to go on with: what else is asked is asked of the table itself.
    cells: outputField(
      z.array(cellSchema),
      'text',
      'Each cell with its sheet, where there are several, its heading, the first cell of its row, and what it holds.',
    ),
  }),
  describe: ({ cells }) =>
    `${cells
      .map(({ sheet, cell, column, row, value }) => {
        const isLabel = value === column || row === ''
        return `${cell}${sheet === undefined ? '' : ` of the sheet "${sheet}"`} ${value === '' ? 'is empty' : `is "${value}"`}${isLabel || value === row ? '' : ` ("${column}" of "${row}")`}`
      })
      .join(', ')}.`,
  // What asks for it.
  phrases: [
    'cell lookup',
    'what is|are|stands|does .. in|at <cell>',
    'what is|are <cell>',
    'what does|do .. <cell> say|hold|contain|read|show',
    'what .. cell|cells|field <cell>',
    'read|show|tell|give|get|print|look .. <cell>',
    'value|values|content|contents|number|text|entry .. of|in|at .. <cell>',
    'cell|cells <cell>',
  ],
  results: ['cell'],
  nature: 'faithful',
  // How it runs.
  run: async ({ table, request }) => {
    const cells = cellsNamed(table, request)
    if (cells.length === 0)
      throw new SwitchyardError(
        'INVALID_REQUEST',
        'No cell is named. Name one by its column and row, such as B3.',
      )
    return { text: cells.map(({ value }) => value).join('\n'), cells }
  },
})
