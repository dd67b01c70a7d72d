import { err, ok, type Result } from '../../result.js'
import { type Candidate, candidateSchema } from '../../tools/candidate.js'
import type { ProviderFacts } from './model-facts.js'

/** Tools that a chat model can run, too. */
const byChat = [
  'text-generation',
  'image-to-text',
  'summarization',
  'translation',
  'document-question-answering',
]

/** Whether an Inference Provider serves a model for a tool; which one is left to the user's order of preference. Pure. */
export function fitRemotely(
  { model, revision, providers }: { model: string; revision: string; providers: readonly ProviderFacts[] },
  tool: string,
): Result<Candidate, string> {
  const live = providers.filter(({ status }) => status === 'live')
  if (live.length === 0) return err('no Inference Provider serves it')
  const fits = ({ task }: ProviderFacts) =>
    task === tool || (task === 'conversational' && byChat.includes(tool))
  if (!live.some(fits)) {
    const served = [...new Set(live.map(({ task }) => task))].join(' and ')
    return err(`Inference Providers serve it for ${served}, not for ${tool}`)
  }
  return ok(candidateSchema.parse({ backend: 'hugging-face', model, revision }))
}
