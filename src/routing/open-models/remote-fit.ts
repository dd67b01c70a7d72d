import { type Candidate, candidateSchema } from '../../config/candidate.js'
import { err, ok, type Result } from '../../core/result.js'
import type { ProviderFacts } from '../../hub/model-facts.js'

/** Tools that a chat model can run, too, with what their adapters must be told. */
const byChat: Readonly<Record<string, Candidate['options']>> = {
  'text-generation': {},
  'image-to-text': { chat: true },
  'document-question-answering': { chat: true },
}

/** Whether an Inference Provider serves a model for a tool; which one is left to the user's order of preference. Pure. */
export function fitRemotely(
  { model, revision, providers }: { model: string; revision: string; providers: readonly ProviderFacts[] },
  tool: string,
): Result<Candidate, string> {
  const live = providers.filter(({ status }) => status === 'live')
  if (live.length === 0) return err('no Inference Provider serves it')
  const tasks = [...new Set(live.map(({ task }) => task))]
  const own = tasks.includes(tool) && tool !== 'text-generation'
  const chat = tasks.includes('conversational') && Object.hasOwn(byChat, tool) ? byChat[tool] : undefined
  if (!own && !chat) return err(`Inference Providers serve it for ${tasks.join(' and ')}, not for ${tool}`)
  const options = own ? {} : chat
  return ok(candidateSchema.parse({ backend: 'hugging-face', model, revision, options }))
}
