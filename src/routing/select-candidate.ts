import { z } from 'zod'
import { placeOf } from '../config/candidate.js'
import { cancelledError, toSwitchyardError } from '../core/errors.js'
import { parseJson } from '../core/json.js'
import { asData } from '../llm/as-data.js'
import type { LanguageModel, Message } from '../llm/language-model.js'
import { type MeteredOptions, meteredModel } from '../llm/llm-meter.js'
import type { AnyTool } from '../tools/tool.js'
import { inputFacts } from './input-facts.js'
import type { Ranked, Route } from './route.js'

/** Lets an LLM choose among the candidates that the router has let through. */
export interface CandidateSelector {
  /**
   * The same route with the LLM's choice in front, or as it was when there is nothing to choose or the LLM gave no valid
   * answer; `selection` says which. Rejects only when the signal aborts.
   */
  select(
    call: { tool: AnyTool; input: Readonly<Record<string, unknown>>; route: Route; preference: string },
    options: MeteredOptions,
  ): Promise<Route>
}

const replySchema = z.object({ candidate: z.string(), reason: z.string() })
/** Choices kept, so that a step mapped over a hundred pictures asks once. */
const maxKept = 200

/** @param model absent: there is no LLM, and each route says so */
export function createCandidateSelector({ model }: { model: LanguageModel | undefined }): CandidateSelector {
  const kept = new Map<string, z.infer<typeof replySchema>>()

  return {
    async select({ tool, input, route, preference }, { signal, meter }) {
      if (route.ranked.length < 2) return route
      if (!model) return { ...route, selection: 'The order is that of the rules: there is no LLM to choose.' }
      const question = describeCall(tool, input, preference)
      const ids = route.ranked.map(({ id }) => id)
      const key = JSON.stringify([question, ids])
      try {
        const choice =
          kept.get(key) ?? (await ask(meteredModel(model, meter), { question, ranked: route.ranked, signal }))
        const chosen = route.ranked.find(({ id }) => id === choice.candidate)
        if (!chosen) throw new RangeError(`it named "${choice.candidate}", which is not offered`)
        if (kept.size >= maxKept) kept.clear()
        kept.set(key, choice)
        return {
          ...route,
          ranked: [chosen, ...route.ranked.filter((one) => one !== chosen)],
          selection: `${model.id} chose ${chosen.id}: ${choice.reason.slice(0, 300)}`,
        }
      } catch (thrown) {
        if (signal.aborted) throw cancelledError(signal)
        const { message } = toSwitchyardError(thrown)
        return {
          ...route,
          selection: `The order is that of the rules, because ${model.id} could not choose: ${message}`,
        }
      }
    },
  }
}

/** What is to be done, in sizes: nothing of what the files or texts say. */
function describeCall(tool: AnyTool, input: Readonly<Record<string, unknown>>, preference: string): string {
  const { pixels, seconds, characters, languages, media } = inputFacts(input)
  const facts = [
    media.length > 0 ? `files: ${media.map(({ mimeType }) => mimeType).join(', ')}` : undefined,
    pixels > 0 ? `largest picture: ${(pixels / 1e6).toFixed(1)} megapixels` : undefined,
    seconds > 0 ? `longest recording: ${Math.round(seconds)} s` : undefined,
    characters > 0 ? `text: about ${Number(characters.toPrecision(1))} characters` : undefined,
    languages.length > 0 ? `languages: ${asData('input', languages)}` : undefined,
  ].filter((fact) => fact !== undefined)
  return `Tool: ${tool.id}. ${tool.description}\nInput: ${facts.join('; ') || 'not measured'}\nThe user prefers: ${preference}`
}

async function ask(
  model: LanguageModel,
  { question, ranked, signal }: { question: string; ranked: readonly Ranked[]; signal: AbortSignal },
): Promise<z.infer<typeof replySchema>> {
  const ids = ranked.map(({ id }) => id)
  const schema = {
    type: 'object',
    properties: { candidate: { type: 'string', enum: ids }, reason: { type: 'string' } },
    required: ['candidate', 'reason'],
    additionalProperties: false,
  }
  const messages: Message[] = [
    {
      role: 'system',
      content:
        'You choose the model that runs one call of a tool. All models offered can run it. Weigh quality, time and price by what the user prefers. Reply with the id of one of them and a reason of one sentence.',
    },
    {
      role: 'user',
      content: `${question}\n\nModels, in the order of the rules:\n${ranked.map(describe).join('\n')}`,
    },
  ]
  const { text } = await model.json(messages, { schema, schemaName: 'choice', signal })
  const parsed = replySchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new RangeError('its reply was not a choice')
}

function describe({ candidate, id, expectedMs, costUsd, reason }: Ranked): string {
  const { quality, speed, languages } = candidate
  const facts = [
    placeOf(candidate),
    `quality ${quality} of 5, speed ${speed} of 5`,
    `about ${(expectedMs / 1000).toFixed(1)} s a call`,
    costUsd === undefined
      ? 'price unknown'
      : costUsd === 0
        ? 'free'
        : `about $${costUsd.toPrecision(2)} a call`,
    languages ? `languages: ${languages.join(', ')}` : undefined,
    reason,
  ]
  return `- ${id}: ${facts.filter((fact) => fact !== undefined).join('; ')}`
}
