import { askOllama, askServer, type FoundServer, type ServedModel } from './ask-server.js'
import { followsInstructions, type LlmInput, mayChat } from './model-abilities.js'

/** An LLM that a server offers. */
export interface FoundLlm {
  /** The server, for people. */
  title: string
  baseUrl: string
  model: string
  /** Why this one of those that it offers: `its only model`. */
  why: string
  /** What the server says that it takes in besides text. Undefined: it says nothing. */
  takes: readonly LlmInput[] | undefined
}

/** Most time for servers on this machine together. */
const nearMs = 300
/** Most time for a server elsewhere that is asked about a model that was named. */
const farMs = 1000
/** Most time for a server that was named. */
const namedMs = 5000

const found = new Map<string, Promise<FoundLlm | undefined>>()

/**
 * The first of some servers on this machine that offers an LLM. They are asked side by side, once a process: a program
 * that made ten agents would wait ten times else.
 */
export async function findLlm(servers: readonly string[]): Promise<FoundLlm | undefined> {
  const key = servers.join(' ')
  const known = found.get(key)
  if (known) return known
  const asking = Promise.all(servers.map((url) => askServer(url, { timeoutMs: nearMs }))).then(firstLlm)
  found.set(key, asking)
  return asking
}

/** The LLM of a server that was named without a model; undefined where it names none. */
export async function findLlmAt(
  url: string,
  { apiKey }: { apiKey?: string | undefined },
): Promise<FoundLlm | undefined> {
  const server = await askServer(url, { apiKey, timeoutMs: namedMs })
  return server && firstLlm([server])
}

const taken = new Map<string, Promise<readonly LlmInput[] | undefined>>()

/**
 * What a server of one's own says that one of its models takes in besides text, asked once a process. Undefined: it doesn't
 * say, or not in time.
 *
 * @param isNear whether it is on this machine, where an answer comes at once
 */
export function inputsSaidAt(
  url: string,
  { model, apiKey, isNear }: { model: string; apiKey?: string | undefined; isNear: boolean },
): Promise<readonly LlmInput[] | undefined> {
  const key = `${url} ${model}`
  const asking = taken.get(key) ?? ask()
  taken.set(key, asking)
  return asking

  async function ask() {
    const timeoutMs = isNear ? nearMs : farMs
    const server = await askServer(url, { apiKey, timeoutMs })
    const said = server?.models.find(({ id }) => id === model)?.takes
    return said ?? (server?.isOllama ? askOllama(server, { model, timeoutMs }) : undefined)
  }
}

async function firstLlm(servers: readonly (FoundServer | undefined)[]): Promise<FoundLlm | undefined> {
  for (const server of servers) {
    const picked = server && pickModel(server.models)
    if (!server || !picked) continue
    const { id, takes } = picked.model
    const said =
      takes ?? (server.isOllama ? await askOllama(server, { model: id, timeoutMs: nearMs }) : undefined)
    return { title: server.title, baseUrl: server.baseUrl, model: id, why: picked.why, takes: said }
  }
  return undefined
}

/** The only model that may chat, or the first that is known to follow instructions. Pure. */
export function pickModel(models: readonly ServedModel[]): { model: ServedModel; why: string } | undefined {
  const chatting = models.filter(({ id }) => mayChat(id))
  const [first, ...more] = chatting
  if (!first) return undefined
  if (more.length === 0) return { model: first, why: 'its only LLM' }
  const model = chatting.find(({ id }) => followsInstructions(id))
  return (
    model && { model, why: `the first of its ${chatting.length} LLMs that is known to follow instructions` }
  )
}
