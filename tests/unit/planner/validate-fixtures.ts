import { z } from 'zod'
import type { Media, Modality } from '../../../src/media/media.js'
import type { PlanScope } from '../../../src/plan/validate/validate-plan.js'
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
} from '../../../src/tools/fields.js'
import { type AnyTool, defineTool } from '../../../src/tools/tool.js'

export function mediaOf(modality: Modality, facts: Media['facts'] = {}): Media {
  return { digest: 'ab'.repeat(32), modality, mimeType: `${modality}/any`, bytes: 10, facts }
}

const text = outputField(z.string(), 'text', 'the text')
const base = { description: 'A tool for tests.', describe: () => '', run: async () => ({}) as never }

/** Tools whose fields cover every kind of connection. */
export const tools: readonly AnyTool[] = [
  defineTool({
    ...base,
    id: 'caption',
    input: z.object({
      image: imageField('the picture'),
      length: optionField(z.number().int().default(5), 'words'),
    }),
    output: z.object({ text, score: outputField(z.number(), 'text', 'how sure') }),
  }),
  defineTool({
    ...base,
    id: 'hear',
    input: z.object({ audio: audioField('the recording') }),
    output: z.object({ text }),
  }),
  defineTool({
    ...base,
    id: 'detect',
    input: z.object({ image: imageField('the picture') }),
    output: z.object({
      objects: tableField(z.object({ label: z.string(), box: z.object({ x: z.number() }) }), 'what is there'),
      crops: imagesField('one picture for each', { min: 0 }),
    }),
  }),
  defineTool({
    ...base,
    id: 'choose',
    input: z.object({ image: imageField('the picture'), labels: textsField('the labels') }),
    output: z.object({
      label: outputField(z.string(), 'text', 'best'),
      score: outputField(z.number(), 'text', 'sure'),
    }),
  }),
  defineTool({
    ...base,
    id: 'compare',
    input: z.object({ images: imagesField('the pictures', { min: 2 }) }),
    output: z.object({ similarity: outputField(z.number(), 'text', 'how alike') }),
  }),
  defineTool({
    ...base,
    id: 'shout',
    input: z.object({ text: textField('the words'), loud: optionField(z.boolean().optional(), 'whether') }),
    output: z.object({ text }),
  }),
  defineTool({
    ...base,
    id: 'draw',
    input: z.object({ text: textField('the words') }),
    output: z.object({ image: imageField('the drawing'), seed: outputField(z.number(), 'text', 'seed') }),
  }),
  defineTool({
    ...base,
    id: 'count-rows',
    input: z.object({ rows: tableField(z.object({ label: z.string() }), 'rows') }),
    output: z.object({ count: outputField(z.number(), 'text', 'how many') }),
  }),
  defineTool({
    ...base,
    id: 'tally',
    input: z.object({ table: csvField('the table') }),
    output: z.object({ text }),
  }),
]

export const scope: PlanScope = {
  tools,
  media: {
    image1: mediaOf('image'),
    image2: mediaOf('image'),
    audio1: mediaOf('audio'),
    text1: mediaOf('text'),
    table1: mediaOf('table'),
  },
  earlier: [
    { id: 's1', tool: 'caption', output: { text: 'a cat', score: 0.9 }, summary: 'a cat' },
    { id: 's2', tool: 'caption', output: [{ text: 'a cat' }, { text: 'a dog' }], summary: 'two' },
  ],
  maxSteps: 64,
}
