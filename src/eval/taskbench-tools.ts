import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import { audioField, imageField, outputField, textField, videoField } from '../tools/fields.js'
import { type AnyTool, defineTool } from '../tools/tool.js'
import type { ToolNames } from './plan-graph.js'

const nodeSchema = z.object({
  id: z.string().min(1),
  desc: z.string().default(''),
  'input-type': z.array(z.string()).default([]),
  'output-type': z.array(z.string()).default([]),
  parameters: z.array(z.object({ name: z.string(), desc: z.string().default('') })).optional(),
})
type ToolNode = z.infer<typeof nodeSchema>
const toolDescSchema = z.object({ nodes: z.array(nodeSchema).min(1) })

/** A tool of TaskBench, to plan with: nothing runs it. */
export interface TaskBenchTool extends ToolNames {
  tool: AnyTool
}

/** The tools of a `tool_desc.json`: their ids in our form, their descriptions as they stand, one field an input. */
export async function readTaskBenchTools(path: string): Promise<Result<TaskBenchTool[], SwitchyardError>> {
  try {
    const { nodes } = toolDescSchema.parse(JSON.parse(await readFile(path, 'utf8')))
    const ids = new Set<string>()
    return ok(nodes.map((node) => toolOf(node, freeId(node.id, ids))))
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll('\n', ' ') : messageOf(cause)
    return err(
      new SwitchyardError(
        'INVALID_REQUEST',
        `${path} holds no tools in TaskBench's form, {"nodes": [{"id", "desc", "input-type", "output-type"}]}: ${why}`,
        { cause },
      ),
    )
  }
}

function freeId(name: string, taken: Set<string>): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? ['tool']
  const plain = /^[a-z]/.test(words[0] ?? '') ? words.join('-') : `tool-${words.join('-')}`
  let id = plain
  for (let count = 2; taken.has(id); count++) id = `${plain}-${count}`
  taken.add(id)
  return id
}

function toolOf(node: ToolNode, id: string): TaskBenchTool {
  const { parameters } = node
  const tool = defineTool({
    id,
    description: node.desc || node.id,
    input: z.object(parameters ? parameterFields(parameters) : inputFields(node['input-type'])),
    output: z.object(outputFields(node['output-type'])),
    describe: () => '',
    run: async () => {
      throw new SwitchyardError('INTERNAL', `${node.id} is there to plan with, not to run.`)
    },
  })
  return { tool, name: node.id, gives: node['output-type'][0] ?? 'text', named: parameters !== undefined }
}

const parameterFields = (parameters: readonly { name: string; desc: string }[]) =>
  Object.fromEntries(parameters.map(({ name, desc }) => [name, textField(desc || name)]))

/** `text`, and `text2` for the second of a kind. */
function inputFields(types: readonly string[]): Record<string, z.ZodType> {
  const names = types.map((type, at) => {
    const before = types.slice(0, at).filter((other) => other === type).length
    return before === 0 ? type : `${type}${before + 1}`
  })
  return Object.fromEntries(names.map((name, at) => [name, inputField(types[at] ?? 'text')]))
}

function inputField(type: string): z.ZodType {
  if (type === 'image') return imageField('the picture')
  if (type === 'audio') return audioField('the recording')
  if (type === 'video') return videoField('the video')
  return textField(type === 'text' ? 'the text' : `the ${type}`)
}

function outputFields(types: readonly string[]): Record<string, z.ZodType> {
  if (types.length === 0) return { result: outputField(z.string(), 'text', 'the result') }
  return Object.fromEntries(
    types.map((type) => {
      if (type === 'image') return [type, imageField('the picture made')]
      if (type === 'audio') return [type, audioField('the recording made')]
      if (type === 'video') return [type, videoField('the video made')]
      return [type, outputField(z.string(), 'text', `the ${type} made`)]
    }),
  )
}
