import { z } from 'zod'

/** What a call used, as far as servers say. */
export interface Used {
  inputTokens?: number | undefined
  outputTokens?: number | undefined
  /** Computing time, which is what hf-inference bills. */
  seconds?: number | undefined
}

const count = z.number().nonnegative().optional().catch(undefined)
const bodySchema = z.object({
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).optional().catch(undefined),
})

/** What a reply says that it used: the tokens of a chat, the seconds of a pipeline. */
export function readUsed(headers: Pick<Headers, 'get'>, body: unknown): Used {
  const parsed = bodySchema.safeParse(body)
  const { prompt_tokens, completion_tokens } = (parsed.success ? parsed.data.usage : undefined) ?? {}
  const seconds = Number(headers.get('x-compute-time') ?? Number.NaN)
  return {
    inputTokens: prompt_tokens,
    outputTokens: completion_tokens,
    seconds: seconds >= 0 ? seconds : undefined,
  }
}

/** Both together; what neither says stays unsaid. */
export function addUsed(a: Used, b: Used): Used {
  const sum = { ...a }
  for (const key of ['inputTokens', 'outputTokens', 'seconds'] as const) {
    const more = b[key]
    if (more !== undefined) sum[key] = (sum[key] ?? 0) + more
  }
  return sum
}
