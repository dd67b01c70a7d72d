import { z } from 'zod'
import { modelIdSchema } from '../../config/model-id-schema.js'
import { onOneLine } from '../../core/text.js'
import { stepIdSchema } from '../../plan/plan.js'
import { runRequestSchema } from '../native/run-request.js'
import { maxTitle } from './chat-records.js'

const titleSchema = z.string().overwrite(onOneLine).min(1).max(maxTitle)

export const newChatSchema = z.strictObject({
  title: titleSchema.optional().describe('What to call it. Default: its first question.'),
})
export const renameSchema = z.strictObject({ title: titleSchema })
export const chatListSchema = z.object({
  query: z.string().max(200).default('').describe('Words that its title, questions or answers have to have.'),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
})
export const exportSchema = z.object({ format: z.enum(['json', 'markdown']).default('json') })

export const turnRequestSchema = runRequestSchema.extend({
  after: z
    .uuid()
    .nullable()
    .default(null)
    .describe('The turn that it follows; null: it begins the chat, or begins it anew.'),
})

export const againSchema = z.strictObject({
  models: z
    .record(stepIdSchema, modelIdSchema)
    .default({})
    .describe('Models of the catalogue for steps of the plan, by step. Without any, a new plan is made.'),
})
