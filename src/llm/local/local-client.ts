import type { BackendProgress } from '../../backends/backend.js'
import { chatTool } from '../../backends/local/chat/chat-tool.js'
import type { LocalBackend } from '../../backends/local/local-backend.js'
import type { Candidate } from '../../config/candidate.js'
import type { ChatClient, ChatPiece } from '../clients/chat-client.js'

/** A chat model in a host on this machine. What it replies to a schema obeys it: other tokens are impossible. */
export function createLocalClient({
  backend,
  candidate,
}: {
  backend: Pick<LocalBackend, 'call'>
  candidate: Candidate
}): ChatClient {
  return {
    formats: ['json-schema'],
    saysFinish: true,
    enforcesSchema: true,
    async *call(messages, { signal, json, temperature, maxTokens, onProgress = () => {} }) {
      yield* piecesOf((write) => {
        const turns = messages.map(({ role, content }) => ({ role, content }))
        const input = { messages: turns, schema: json?.schema, temperature, maxTokens }
        const report = (progress: BackendProgress) => onProgress(progress)
        return backend.call(
          { tool: chatTool, candidate, input },
          { signal, onProgress: report, onText: (text) => write({ text }) },
        )
      }, json !== undefined)
    },
  }
}

/** The pieces that a call writes, and then its result. */
function piecesOf(
  call: (write: (piece: ChatPiece) => void) => ReturnType<LocalBackend['call']>,
  wantsWhole: boolean,
): ReadableStream<ChatPiece> {
  let open = true
  return new ReadableStream<ChatPiece>({
    async start(controller) {
      const write = (piece: ChatPiece) => {
        if (open) controller.enqueue(piece)
      }
      const result = await call(write)
      if (!open) return
      if (!result.ok) return controller.error(result.error)
      const { text, finish, inputTokens, outputTokens } = chatTool.output.parse(result.value)
      write({ text: wantsWhole ? text : '', finish, usage: { inputTokens, outputTokens } })
      controller.close()
    },
    cancel() {
      open = false
    },
  })
}
