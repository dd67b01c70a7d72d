import { redact } from '../../core/errors.js'
import { formatList } from '../../core/text.js'
import { type AskedServer, askOllama, askServer, type ServedModel } from './ask-server.js'
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

/** What came of asking servers. */
export interface Search {
  llm: FoundLlm | undefined
  /** Servers that offer nothing that can be taken. */
  useless: readonly UselessServer[]
}

export interface UselessServer {
  /** What is wrong with it: a clause for people. */
  what: string
  /** What to do about it: a sentence. */
  nextMove: string
}

/** Most time for servers on this machine together, as far as this process has time to listen. */
const nearMs = 300
/** Most time for a server elsewhere that is asked about a model that was named. */
const farMs = 1000
/** Most time for a server that was named. */
const namedMs = 5000

const found = new Map<string, Promise<Search>>()

/**
 * The first of some servers on this machine that offers an LLM. They are asked side by side, once a process: a program
 * that made ten agents would wait ten times else.
 */
export async function findLlm(servers: readonly string[]): Promise<Search> {
  const key = servers.join(' ')
  const known = found.get(key)
  if (known) return known
  // A port on which something else answers, or nothing, is not worth a word.
  const asking = Promise.all(servers.map((url) => askServer(url, { timeoutMs: nearMs }))).then((asked) =>
    firstLlm(asked.filter(({ models }) => models !== undefined)),
  )
  found.set(key, asking)
  return asking
}

/** The LLM of a server that was named without a model. */
export async function findLlmAt(url: string, { apiKey }: { apiKey?: string | undefined }): Promise<Search> {
  return firstLlm([await askServer(url, { apiKey, timeoutMs: namedMs })])
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
    const said = server.models?.find(({ id }) => id === model)?.takes
    return said ?? (server.isOllama ? askOllama(server, { model, timeoutMs }) : undefined)
  }
}

async function firstLlm(servers: readonly AskedServer[]): Promise<Search> {
  for (const server of servers) {
    const picked = pickModel(server.models ?? [])
    if (!picked) continue
    const { id, takes: said } = picked.model
    const takes =
      said ?? (server.isOllama ? await askOllama(server, { model: id, timeoutMs: nearMs }) : undefined)
    const { title, baseUrl } = server
    return { llm: { title, baseUrl, model: id, why: picked.why, takes }, useless: [] }
  }
  return { llm: undefined, useless: servers.map(whyUseless) }
}

/** Most models that are named. */
const mostNamed = 5

const remedies = {
  silent: 'Start it, or correct the address.',
  refused: 'Set OPENAI_API_KEY to a key that it takes.',
  other: 'Set OPENAI_MODEL.',
}

function whyUseless({ title, problem, models = [], isOllama, baseUrl }: AskedServer): UselessServer {
  if (problem) return { what: `${title} ${problem.says}`, nextMove: remedies[problem.kind] }
  const names = models.flatMap(({ id }) => (mayChat(id) ? [id] : []))
  if (names.length > 0)
    return {
      what: `${title} serves ${formatList(names.slice(0, mostNamed))}, and which of its models follows instructions is not known`,
      nextMove: `Set OPENAI_BASE_URL=${redact(baseUrl)} and OPENAI_MODEL.`,
    }
  return isOllama
    ? {
        what: `${title} has no LLM yet`,
        nextMove: '`ollama pull qwen2.5vl:7b` gets one that sees, too.',
      }
    : { what: `${title} serves no LLM`, nextMove: 'Load one there.' }
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
