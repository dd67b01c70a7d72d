import type { Media } from '../media/media.js'
import type { Plan, StepValue } from '../plan/plan.js'
import { parseReference, parseTemplate } from '../plan/reference.js'
import type { GraphArgument, ToolGraph } from './eval-case.js'

/** How a set of requests names a tool and its arguments. */
export interface ToolNames {
  name: string
  /** The type of what it gives. */
  gives: string
  /** Whether arguments go by the names of fields, not by the types of values. */
  named: boolean
}

/** What a plan calls and what feeds what, in the words of a set of requests. Steps of one tool count once. */
export function planGraph(
  { steps }: Plan,
  {
    media,
    namesOf,
  }: { media: Readonly<Record<string, Media>>; namesOf: (tool: string) => ToolNames | undefined },
): ToolGraph {
  const toolOf = (id: string): ToolNames => namesOf(id) ?? { name: id, gives: 'text', named: false }
  const byId = new Map(steps.map((step) => [step.id, toolOf(step.tool)]))
  const links: [string, string][] = []
  const args: GraphArgument[] = []
  for (const { tool: id, input } of steps) {
    const tool = toolOf(id)
    for (const [field, value] of Object.entries(input)) {
      for (const { root, text } of partsOf(value)) {
        const source = root === undefined ? undefined : byId.get(root)
        const file = root === undefined ? undefined : media[root]
        if (source && source.name !== tool.name) links.push([source.name, tool.name])
        const content = source?.name ?? file?.name ?? text
        const type = tool.named ? field : (source?.gives ?? contentType(content))
        args.push({ tool: tool.name, type, value: content })
      }
    }
  }
  return { tools: steps.map(({ tool }) => toolOf(tool).name), links, args }
}

/** The references and literals of a value, however deep. */
function partsOf(value: StepValue): { root?: string | undefined; text: string }[] {
  if (typeof value === 'string') {
    const whole = parseReference(value)
    if (whole) return [{ root: whole.root, text: value }]
    const references = parseTemplate(value).flatMap(({ match, reference }) =>
      reference ? [{ match, root: reference.root }] : [],
    )
    const rest = references.reduce((text, { match }) => text.replace(match, () => ''), value).trim()
    const literal = references.length === 0 ? value : rest
    return [
      ...references.map(({ root, match }) => ({ root, text: match })),
      ...(literal === '' ? [] : [{ text: literal }]),
    ]
  }
  if (Array.isArray(value)) return value.flatMap(partsOf)
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(partsOf)
  return value === null ? [] : [{ text: String(value) }]
}

const extensions: readonly [type: string, pattern: RegExp][] = [
  ['image', /\.(?:jpe?g|png|gif|bmp|tiff|svg|ico|webp)\b/i],
  ['audio', /\.(?:mp3|wav|wma|ogg|aac|flac|aiff|au|m4a)\b/i],
  ['video', /\.(?:mp4|avi|mov|flv|wmv|mkv|webm|m4v|mpe?g)\b/i],
]

/** What a value of TaskBench is, by the file name in it. */
export function contentType(value: string): string {
  return extensions.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text'
}
