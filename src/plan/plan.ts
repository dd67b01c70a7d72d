import { z } from 'zod'
import { modelIdSchema } from '../config/model-id-schema.js'
import { conditionSchema } from './condition.js'
import type { StepValue } from './step-value.js'

/** Ids are short and safe to print: `s1`, `captions`. */
export const stepIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,31}$/i, 'it may have up to 32 letters, digits and _, starting with a letter')
export const stepValueSchema: z.ZodType<StepValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(stepValueSchema),
    z.record(z.string(), stepValueSchema),
  ]),
)

export const stepSchema = z.object({
  /** Names it in references: `$s1.text`. Up to 32 letters, digits and underscores. */
  id: stepIdSchema,
  /** A tool id. */
  tool: z.string().min(1),
  /** A model of the Hub to run it on, in place of the catalogue's choice: `owner/name` or `owner/name@revision`. */
  model: modelIdSchema.optional(),
  /** What must hold for it to run. @default it runs */
  when: conditionSchema.optional(),
  /** By the names of the tool's fields: literals, references, or text with `{{s1.text}}` in it. */
  input: z.record(z.string(), stepValueSchema),
})
/** One call of a tool in a plan. */
export type Step = z.infer<typeof stepSchema>

export const planSchema = z.object({
  /** In any order. */
  steps: z.array(stepSchema),
})
/** A DAG of tool calls. The order of the array means nothing; references say what waits for what. */
export type Plan = z.infer<typeof planSchema>
