import type { Backend } from '../../backends/backend.js'
import { withLinkedSignals } from '../../core/abort.js'
import { cancelledError, SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import { createLimit } from '../../core/flow/limit.js'
import { err, ok } from '../../core/result.js'
import { placeholdersIn } from '../../media/placeholders.js'
import type { TokenUsage } from '../../spending/usage.js'
import type { SeeingQuestion } from '../../tools/llm-adapter.js'
import type { LanguageModel, Message } from '../language-model.js'

/** Tokens to write where the call doesn't say; models that think first need them. */
const usualTokens = 4096

/** Runs tools that look at pictures on the LLM that plans and answers. The LLM sees nothing but the one call's pictures. */
export function createLlmBackend({
  model,
  concurrency,
}: {
  model: LanguageModel
  /** Calls at once; the others wait. */
  concurrency: number
}): Backend {
  const limit = createLimit(concurrency)
  const closing = new AbortController()
  return {
    id: 'llm',
    async call({ tool, input }, { signal, onProgress }) {
      if (!tool.llm) return err(new SwitchyardError('INTERNAL', `No LLM runs ${tool.id}.`))
      const { llm } = tool
      const onWait = () => onProgress({ kind: 'queued' })
      const run = async (either: AbortSignal) => {
        onProgress({ kind: 'started' })
        const onUsage = (usage: TokenUsage) => onProgress({ kind: 'usage', ...usage })
        const question: SeeingQuestion = llm.ask(input)
        const { maxNewTokens: maxTokens = usualTokens } = question
        let answer = ''
        for await (const piece of model.stream(messagesOf(question), { signal: either, maxTokens, onUsage }))
          answer += piece
        return ok(llm.read(answer.trim()))
      }
      try {
        return await withLinkedSignals([signal, closing.signal], (either) =>
          limit.run(() => run(either), { signal: either, onWait }),
        )
      } catch (thrown) {
        return err(signal.aborted ? cancelledError(signal) : toSwitchyardError(thrown))
      }
    },
    state: (_, tool) => ({
      readiness: 'remote',
      unavailable: tool.llm ? undefined : `is an LLM, which can't run ${tool.id}`,
    }),
    async close() {
      closing.abort(new SwitchyardError('CANCELLED', 'The agent was closed.'))
    },
  }
}

/** A question that names no places is shown its pictures where they always were. */
const hasPlaces = (text: string): boolean => placeholdersIn(text).length > 0

const messagesOf = ({ system, text, image }: SeeingQuestion): Message[] => [
  ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
  { role: 'user', content: text, pictures: [image].flat(), isInterleaved: hasPlaces(text) },
]
