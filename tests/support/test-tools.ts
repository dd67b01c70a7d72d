import { z } from 'zod'
import {
  audioField,
  csvField,
  imageField,
  imagesField,
  optionField,
  outputField,
  tableField,
  textField,
  textsField,
} from '../../src/tools/fields.js'
import { type AnyTool, defineTool } from '../../src/tools/tool.js'

const textOut = outputField(z.string(), 'text', 'The text.')

/** Tools with every kind of field, for tests that run no model. */
export const testTools = {
  caption: defineTool({
    id: 'caption',
    description: 'Describes a picture.',
    input: z.object({ image: imageField('The picture.') }),
    output: z.object({ text: textOut }),
    describe: ({ text }) => `It says ${text}.`,
  }),
  upper: defineTool({
    id: 'upper',
    description: 'Works on text.',
    input: z.object({
      text: textField('The text.'),
      labels: textsField('Labels.').optional(),
      times: optionField(z.number().int(), 'How often.').optional(),
      language: optionField(z.string(), 'Its language.').optional(),
    }),
    output: z.object({ text: textOut }),
    describe: ({ text }) => text,
  }),
  frames: defineTool({
    id: 'frames',
    description: 'Takes pictures out of a recording.',
    input: z.object({ audio: audioField('The recording.') }),
    output: z.object({
      frames: imagesField('The pictures.', { min: 0 }),
      rows: tableField(z.object({ label: z.string(), score: z.number() }), 'Rows.'),
    }),
    describe: ({ frames }) => `${frames.length} frames.`,
  }),
  tally: defineTool({
    id: 'tally',
    description: 'Works on a table.',
    input: z.object({ table: csvField('The table.') }),
    output: z.object({ text: textOut }),
    describe: ({ text }) => text,
  }),
  compare: defineTool({
    id: 'compare',
    description: 'Compares pictures.',
    input: z.object({ images: imagesField('The pictures.', { min: 2 }) }),
    output: z.object({ text: textOut }),
    describe: ({ text }) => text,
  }),
}

/** Looks tools up like the registry does. */
export function toolBox(...tools: AnyTool[]): { get(id: string): AnyTool | undefined } {
  const byId = new Map(tools.map((tool) => [tool.id, tool]))
  return { get: (id) => byId.get(id) }
}
