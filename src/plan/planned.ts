import { z } from 'zod'
import type { Plan } from './plan.js'

/** A result that an earlier request of the same chat left behind; new plans may reference it by its step id. */
export interface EarlierStep {
  id: string
  tool: string
  output: unknown
  /** The result in words, from the tool's `describe`. */
  summary: string
}

/** One earlier exchange of a chat. */
export interface Turn {
  text: string
  answer: string
}

export const shortfallSchema = z.object({
  /** One sentence. */
  message: z.string(),
  /** Whether other steps stand in for it; otherwise that part is not done. */
  standIn: z.boolean(),
  /** Whether all that the answer says is bounded by it, so that it comes first: files that nothing looked at. @default false */
  comesFirst: z.boolean().exactOptional(),
})
/** A part of a request that a plan does not do, or not by the tools that are meant for it. */
export type Shortfall = z.infer<typeof shortfallSchema>

export const checkSchema = z.object({
  /** Words, or a template such as `{{s1.text}}`. */
  things: z.array(z.string()),
  /** Whether they are looked for in what a picture shows or in what a recording says. */
  among: z.enum(['image', 'audio']),
  /** The step that puts that into words. */
  told: z.string().exactOptional(),
  /** The step that sets the things against what else the picture may show. */
  compared: z.string().exactOptional(),
  /** The things are labels, of which the one is wanted that fits. */
  isChoice: z.literal(true).exactOptional(),
})
/** What a request looks for, and the steps that tell whether it is there. */
export type Check = z.infer<typeof checkSchema>

/** A plan with where it came from, for the run record. */
export interface Planned {
  plan: Plan
  /** Which planner made it. */
  by: 'llm' | 'rules' | 'given'
  /** Why that planner, what was repaired: one sentence each. */
  notes: string[]
  /** What the answer has to say of the plan. @default nothing */
  shortfalls?: Shortfall[]
  /** What is known without any step, such as how long a recording is: one answer each. Default: nothing. */
  known?: string[] | undefined
  /** The answer itself, where it needs no step and whoever plans gave it with the plan. Default: it is made from the results. */
  answer?: string | undefined
  /** Yes-or-no questions that the answer decides. Default: none. */
  checks?: Check[] | undefined
  /** Steps that nobody asked for, and that only others go on from: the answer passes over them. Default: none. */
  onTheWay?: string[] | undefined
  /** LLM calls made. */
  llmCalls: number
}
