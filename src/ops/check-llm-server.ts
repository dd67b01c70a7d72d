import type { AgentParts } from '../agent/assemble.js'
import { formatList } from '../core/text.js'
import { askServer } from '../llm/find/ask-server.js'
import type { Finding } from './finding.js'

const openAi = 'https://api.openai.com/v1'

/** Whether the server of the LLM answers, takes the key and has the model; only for those of OpenAI's protocol that list their models. */
export async function checkLlmServer(
  llm: Pick<AgentParts['llm'], 'id' | 'endpoint'>,
  { env }: { env: Readonly<Record<string, string | undefined>> },
): Promise<Finding[]> {
  const [provider, model = ''] = llm.id?.split(/:(.*)/s) ?? []
  if (provider !== 'openai') return []
  const url = llm.endpoint ?? openAi
  // A server that was found gets no key.
  const isNamed = llm.endpoint === undefined || llm.endpoint === env.OPENAI_BASE_URL?.trim()
  const apiKey = isNamed ? env.OPENAI_API_KEY?.trim() || undefined : undefined
  const { title, problem, models } = await askServer(url, { apiKey, timeoutMs: 5000 })
  const server = llm.endpoint === undefined ? 'OpenAI' : title.replace(/^The/, 'the')
  const found = (detail: string, nextMove: string): Finding[] => [
    { level: 'problem', subject: 'LLM server', detail, nextMove },
  ]
  if (problem?.kind === 'refused')
    return found(`${server} ${problem.says}`, `Correct OPENAI_API_KEY: ${server} ${problem.says}.`)
  if (problem?.kind === 'silent')
    return found(
      `${server} ${problem.says}`,
      llm.endpoint === undefined
        ? 'Check the network: OpenAI does not answer.'
        : `Start ${server}, or correct OPENAI_BASE_URL: it does not answer.`,
    )
  const has = models === undefined || models.some(({ id }) => id === model || id === `${model}:latest`)
  if (has) return []
  const some = models.slice(0, 5).map(({ id }) => id)
  const offer = some.length > 0 ? formatList(some) : 'none'
  return found(
    `${server} has no ${model}, but ${offer}`,
    `Set OPENAI_MODEL, or the LLM to openai:MODEL: ${server} has no ${model}, but ${offer}.`,
  )
}
