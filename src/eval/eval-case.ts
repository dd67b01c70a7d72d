import { z } from 'zod'
import type { Media } from '../media/media.js'

/** The shape of the right plan: one tool, tools in a row, or a graph. */
export const requestKinds = ['node', 'chain', 'dag'] as const
export type RequestKind = (typeof requestKinds)[number]

/** One argument of a tool in a graph. */
export interface GraphArgument {
  tool: string
  /** `text`, `image`, `audio`, `video`, or the name of a parameter. */
  type: string
  /** Text, the name of a file, or the tool whose result it is. */
  value: string
}

/** Which tools a plan calls, and which of them feeds which. */
export interface ToolGraph {
  tools: readonly string[]
  links: readonly (readonly [source: string, target: string])[]
  /** Absent: nothing is known of the arguments. */
  args?: readonly GraphArgument[] | undefined
  /** A value in `args` that stands for any text. Default: none does. */
  anyText?: string | undefined
}

/** What must hold for one input of a planned step. */
const inputCheckSchema = z.strictObject({
  tool: z.string(),
  /** The field that is meant. Default: any. */
  field: z.string().optional(),
  /** Words that it must have; plurals and articles make no difference. A file's name stands for a reference to the file. */
  mentions: z.string(),
})

/** What a plan must be like, besides its tools. */
const planChecksSchema = z.strictObject({
  /** Tool ids; `a|b` where either is right. */
  tools: z.array(z.string()),
  /** Pairs of what stands in `tools`: the first feeds the second. */
  links: z.array(z.tuple([z.string(), z.string()])).default([]),
  inputs: z.array(inputCheckSchema).default([]),
  /** Tools of which a step must have a condition; no other tool's may. Default: conditions are not looked at. */
  conditional: z.array(z.string()).optional(),
  /** How many steps it has. Default: any number. */
  steps: z.int().nonnegative().optional(),
})

/** What an answer must be like. */
export const answerChecksSchema = z.strictObject({
  /** Words that it must have, each `a|b` where either will do. */
  mentions: z.array(z.string()).default([]),
  /** Words that it may not have. */
  lacks: z.array(z.string()).default([]),
  /** Words that its first line must have, as `mentions`, or may not have. */
  opens: z.array(z.string()).default([]),
  opensWithout: z.array(z.string()).default([]),
  /** Words that it must have one after the other. */
  order: z.array(z.string()).default([]),
  /** What it says to a yes-or-no question; `nothing`: the answer is not in the files, and nothing may be made up. */
  says: z.enum(['yes', 'no', 'nothing']).optional(),
})

/** A case of one's own, one a line of a JSONL file. */
export const ownCaseSchema = z.strictObject({
  id: z.string().min(1),
  request: z.string().min(1),
  /** Requests of the same chat before this one, over the same media. */
  earlier: z.array(z.string().min(1)).optional(),
  /** Paths, from the folder of the file. Without `--answers` only their names count: nothing is read. */
  media: z.array(z.string()).default([]),
  /** Default: worked out from the links. */
  kind: z.enum(requestKinds).optional(),
  plan: planChecksSchema.optional(),
  answer: answerChecksSchema.optional(),
})
export type PlanChecks = z.infer<typeof planChecksSchema>
export type AnswerChecks = z.infer<typeof answerChecksSchema>

/** One request with what is right for it. */
export interface EvalCase {
  id: string
  request: string
  /** Requests of the same chat before it. */
  earlier?: readonly string[] | undefined
  /** By reference name, as a plan speaks of them. */
  media: Readonly<Record<string, Media>>
  /** Where the media are, for cases that are answered. */
  files: readonly string[]
  kind: RequestKind
  /** Absent: nothing is said of the plan. */
  expected?: ToolGraph | undefined
  planChecks?: PlanChecks | undefined
  answerChecks?: AnswerChecks | undefined
}

/** A graph's shape: a dag where a tool feeds several or is fed by several, or where there is no way through all. */
export function kindOf({ tools, links }: ToolGraph): RequestKind {
  if (tools.length <= 1) return 'node'
  const once = (names: readonly string[]) => new Set(names).size === names.length
  const isRow =
    links.length === new Set(tools).size - 1 &&
    once(links.map(([source]) => source)) &&
    once(links.map(([, target]) => target))
  return isRow ? 'chain' : 'dag'
}
