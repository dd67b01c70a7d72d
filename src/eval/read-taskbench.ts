import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import { type EvalCase, type GraphArgument, kindOf, type RequestKind, type ToolGraph } from './eval-case.js'
import { readJsonLines } from './json-lines.js'
import { contentType } from './plan-graph.js'
import { filesNamedIn, standInMedia } from './stand-in-media.js'
import { readTaskBenchTools, type TaskBenchTool } from './taskbench-tools.js'

/** An argument as it stands in the data: a text, a list of texts, or a named value. */
const argumentSchema = z.union([
  z.string(),
  z.array(z.string()),
  z.object({ name: z.string(), value: z.unknown() }),
  z.record(z.string(), z.unknown()),
])
type WrittenArgument = z.infer<typeof argumentSchema>

/** Some copies hold the lists as JSON in a string. */
const listOf = <S extends z.ZodType>(item: S) =>
  z.preprocess((value, context) => {
    if (typeof value !== 'string') return value
    try {
      return JSON.parse(value) as unknown
    } catch {
      context.addIssue({ code: 'custom', message: 'holds no JSON' })
      return z.NEVER
    }
  }, z.array(item))

const nodeSchema = z.object({ task: z.string(), arguments: z.array(argumentSchema).default([]) })
const linkSchema = z.object({ source: z.string(), target: z.string() })

const sampleSchema = z
  .object({
    id: z.coerce.string(),
    type: z.string().optional(),
    user_request: z.string().optional(),
    instruction: z.string().optional(),
    task_nodes: listOf(nodeSchema).optional(),
    tool_nodes: listOf(nodeSchema).optional(),
    task_links: listOf(linkSchema).optional(),
    tool_links: listOf(linkSchema).optional(),
    /** The short form: names, pairs of names, and the arguments of each, texts as `T`. */
    tasks: z.array(z.string()).optional(),
    links: z.array(z.tuple([z.string(), z.string()])).optional(),
    args: z.array(z.array(z.string())).optional(),
  })
  .transform(({ id, type, ...data }) => ({
    id,
    type,
    request: data.user_request ?? data.instruction,
    nodes:
      data.task_nodes ??
      data.tool_nodes ??
      data.tasks?.map((task, at) => ({ task, arguments: data.args?.[at] ?? [] })),
    links: data.task_links ?? data.tool_links ?? data.links?.map(([source, target]) => ({ source, target })),
    /** What stands for any text. */
    anyText: data.tasks ? 'T' : undefined,
  }))
type Sample = z.infer<typeof sampleSchema>

/** Requests of TaskBench with its tools. */
export interface TaskBench {
  cases: EvalCase[]
  tools: TaskBenchTool[]
}

/**
 * Reads a folder in TaskBench's form: `tool_desc.json`, `data.json` (also `data_human_classified.json` and the like, JSONL
 * or an array) and, where that lacks the requests, `user_requests.json`. A file that a request names counts as attached.
 */
export async function readTaskBench(folder: string): Promise<Result<TaskBench, SwitchyardError>> {
  const found = await findFiles(folder)
  if (!found.ok) return found
  const tools = await readTaskBenchTools(found.value.tools)
  if (!tools.ok) return tools
  const samples: Sample[] = []
  for (const file of found.value.data) {
    const read = await readJsonLines(file, sampleSchema)
    if (!read.ok) return read
    samples.push(...read.value)
  }
  const requests = new Map(
    samples.flatMap(({ id, request }) => (request === undefined ? [] : [[id, request]])),
  )
  const cases = new Map<string, EvalCase>()
  for (const sample of samples) {
    const request = requests.get(sample.id)
    if (!sample.nodes || request === undefined || cases.has(sample.id)) continue
    cases.set(sample.id, caseOf(sample, sample.nodes, request, tools.value))
  }
  if (cases.size > 0) return ok({ cases: [...cases.values()], tools: tools.value })
  return err(
    new SwitchyardError(
      'INVALID_REQUEST',
      `${folder} has no request with its graph: each needs "user_request" and "task_nodes", joined by "id". Read: ${found.value.data.join(', ')}.`,
    ),
  )
}

async function findFiles(
  folder: string,
): Promise<Result<{ tools: string; data: string[] }, SwitchyardError>> {
  let names: string[]
  try {
    names = (await readdir(folder)).sort()
  } catch (cause) {
    return err(
      new SwitchyardError('INVALID_REQUEST', `${folder} can't be read: ${messageOf(cause)}.`, { cause }),
    )
  }
  const tools = names.find((name) => /^(?:tool_desc|tools)\.json$/.test(name))
  const all = names.filter((name) => /^(?:data|user_requests|.*_gold|.*_requests)\.jsonl?$/.test(name))
  // Copies without the joined file have one that people have checked.
  const data = all.some((name) => /^data\.jsonl?$|_gold\.jsonl?$/.test(name))
    ? all
    : [...all, ...names.filter((name) => /^data_(?:human_classified|human|formulated)\.jsonl?$/.test(name))]
  if (tools !== undefined && data.length > 0)
    return ok({ tools: join(folder, tools), data: data.map((name) => join(folder, name)) })
  return err(
    new SwitchyardError(
      'INVALID_REQUEST',
      `${folder} is no folder in TaskBench's form: it needs tool_desc.json and data.json (or user_requests.json beside it). It has: ${names.slice(0, 12).join(', ') || 'nothing'}.`,
    ),
  )
}

function caseOf(
  { id, type, links, anyText }: Sample,
  nodes: readonly z.infer<typeof nodeSchema>[],
  request: string,
  tools: readonly TaskBenchTool[],
): EvalCase {
  // The tools of some copies have spaces where those of others have underscores.
  const plain = (written: string) => written.replaceAll('_', ' ')
  const known = new Map(tools.map((tool) => [plain(tool.name), tool]))
  const nameOf = (written: string) => known.get(plain(written))?.name ?? written
  const names = nodes.map(({ task }) => nameOf(task))
  const args = nodes.flatMap(({ arguments: written }, at) =>
    written.flatMap((argument): (GraphArgument & { source?: string | undefined })[] => {
      const tool = names[at] ?? ''
      const { name, value } = readArgument(argument)
      const node = /<node-(\d+)>/.exec(value)?.[1]
      const source = node === undefined ? undefined : names[Number(node)]
      if (node !== undefined && (source === undefined || Number(node) === at)) return []
      const type = source === undefined ? contentType(value) : (known.get(plain(source))?.gives ?? 'other')
      return [{ tool, type: name ?? type, value: source ?? value, source }]
    }),
  )
  const graph: ToolGraph = {
    tools: names,
    links: links
      ? links.map(({ source, target }) => [nameOf(source), nameOf(target)] as const)
      : args.flatMap(({ source, tool }) => (source === undefined ? [] : [[source, tool] as const])),
    args: args.map(({ tool, type: of, value }) => ({ tool, type: of, value })),
    anyText,
  }
  const files = filesNamedIn(request)
  const kind = kinds.get(type ?? '') ?? kindOf(graph)
  return { id, request, files, media: standInMedia(files) ?? {}, kind, expected: graph }
}

const kinds: ReadonlyMap<string, RequestKind> = new Map([
  ['single', 'node'],
  ['node', 'node'],
  ['chain', 'chain'],
  ['dag', 'dag'],
])

function readArgument(argument: WrittenArgument): { name?: string | undefined; value: string } {
  if (typeof argument === 'string') return { value: argument }
  if (Array.isArray(argument)) return { value: argument.join(' ') }
  const { name, value } = argument
  if (typeof name === 'string' && value !== undefined) return { name, value: inWords(value) }
  return { value: inWords(Object.values(argument)[0] ?? '') }
}

const inWords = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
