import { type Candidate, candidateSchema } from '../../config/candidate.js'
import { err, ok, type Result } from '../../core/result.js'
import type { ProviderFacts } from '../../hub/model-facts.js'
import type { AnyTool } from '../../tools/tool.js'

/** Whether an Inference Provider serves a model for a tool; which one is left to the user's order of preference. Pure. */
export function fitRemotely(
  { model, revision, providers }: { model: string; revision: string; providers: readonly ProviderFacts[] },
  { id: tool, byChat }: Pick<AnyTool, 'id' | 'byChat'>,
): Result<Candidate, string> {
  const live = providers.filter(({ status }) => status === 'live')
  if (live.length === 0) return err('no Inference Provider serves it')
  const tasks = [...new Set(live.map(({ task }) => task))]
  // A tool that needs no telling is chat: providers serve its models so, and in no other way.
  const own = tasks.includes(tool) && (byChat === undefined || Object.keys(byChat).length > 0)
  const chat = tasks.includes('conversational') ? byChat : undefined
  if (!own && !chat) return err(`Inference Providers serve it for ${tasks.join(' and ')}, not for ${tool}`)
  const options = own ? {} : chat
  return ok(candidateSchema.parse({ backend: 'hugging-face', model, revision, options }))
}
