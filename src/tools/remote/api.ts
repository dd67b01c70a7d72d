import { z } from 'zod'

const optionsSchema = z.object({ api: z.enum(['chat', 'task']).default('chat') })

/**
 * A candidate's `api` option, of tools that have two ways to be asked: `chat`, the default, for chat models, which most
 * providers serve; `task` for models that were trained for this task alone.
 */
export const apiOf = (options: Readonly<Record<string, unknown>>): 'chat' | 'task' =>
  optionsSchema.parse(options).api
