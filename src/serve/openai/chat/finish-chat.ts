import type { RunResult } from '../../../agent/run.js'
import { earlierSteps } from '../../../agent/way/earlier-steps.js'
import { createRunSpending } from '../../../spending/run-spending.js'
import { addUsage, type RunUsage } from '../../../spending/usage.js'
import { madeMedia } from '../../runs/made-media.js'
import { budgetOf, mediaLink, type Services } from '../../services.js'
import type { ChatRecord } from './chat-record.js'
import { type LinkedMedia, linkText } from './chat-reply.js'
import { shapeAnswer } from './shape-answer.js'

/** The end of a chat's run as a reply tells it. */
export interface FinishedChat {
  /** The answer, with links to what was made or in the wanted form. */
  content: string
  made: readonly LinkedMedia[]
  usage: RunUsage
}

/** Puts the end of a chat's run into the form of a reply, and remembers for the next turn what its steps found. */
export async function finishChat(
  services: Services,
  { origin, turns, text, media, earlier, shape, links, content: known }: ChatRecord,
  { result, owner, signal }: { result: RunResult; owner: string; signal: AbortSignal },
): Promise<FinishedChat> {
  const { agent, conversations, metrics } = services
  const found = madeMedia(result)
  await services.media.add(owner, found)
  const made = found.map((one) => ({ media: one, url: mediaLink(services, { owner, origin }, one.digest) }))
  const { model } = agent.parts.llm
  const spending = createRunSpending(agent.parts, budgetOf(services, owner))
  const shaped =
    shape && model ? (known ?? (await shapeAnswer(result, shape, { model, spending, signal }))) : undefined
  const shaping = spending.usage()
  metrics.countUsage(shaping)
  const content = shaped ?? result.answer + (links ? linkText(made) : '')
  const digests = media.map(({ digest }) => digest)
  const before = await conversations.steps({ owner, turns, digests: digests.slice(0, earlier) })
  await conversations.remember({ owner, turns: [...turns, { text, answer: content }], digests }, [
    ...before,
    ...earlierSteps(result.steps),
  ])
  return { content, made, usage: addUsage([result.usage, shaping]) }
}
