import { toolSchema } from '../../plan/tool-schema.js'
import { allowedAmong } from '../../routing/allows-tool.js'
import { offeredCandidates } from '../../routing/offered-candidates.js'
import { isForAll, openAiVoices, speakerSchema } from '../../tools/audio/speaking/voice-names.js'
import { badRequest } from '../http/api-error.js'
import type { Services } from '../services.js'

/**
 * The voice and the speed that are asked for, as the tool takes them; of those that it has no field for, none. A voice of one
 * of the models that may run has its own name; those of OpenAI's names each model has.
 *
 * @throws ApiError 400 for a voice that no model has, with those that there are, and for a speed where no model has another
 */
export async function mannerOf(
  { agent }: Services,
  asked: {
    tool: string
    voice?: string | null | undefined
    speed?: number | null | undefined
    signal: AbortSignal
  },
): Promise<{ voice?: string; speed?: number }> {
  const { registry } = agent.parts
  const tool = registry.get(asked.tool)
  const fields = tool && toolSchema(tool).input
  const voice = fields?.has('voice') ? (asked.voice ?? undefined) : undefined
  const speed = fields?.has('speed') && asked.speed !== 1 ? (asked.speed ?? undefined) : undefined
  const manner = { ...(voice !== undefined && { voice }), ...(speed !== undefined && { speed }) }
  if (!tool || tool.run || (speed === undefined && (voice === undefined || isForAll(voice)))) return manner
  const offered = await offeredCandidates({}, tool, agent.parts, asked.signal)
  // What is wrong with the models is told by the call.
  if (!offered.ok) return manner
  const allowed = allowedAmong(offered.value.candidates, tool, agent.parts.profile)
  if (allowed.length === 0) return manner
  const voices = [
    ...new Set(
      allowed.flatMap(({ backend, options }) =>
        backend === 'local' ? speakerSchema.parse(options ?? {}).voices : [],
      ),
    ),
  ]
  if (voice !== undefined && !isForAll(voice) && !voices.includes(voice))
    throw badRequest(`There is no voice "${voice}" here. ${sayVoices(voices)}`, 'voice')
  // Models with voices to choose are those that speak at other speeds, too.
  if (speed !== undefined && voices.length === 0)
    throw badRequest('The voices here have one speed: leave it out.', 'speed')
  return manner
}

const sayVoices = (voices: readonly string[]): string =>
  voices.length === 0
    ? `The models have one voice each: leave it out, or give one of OpenAI's names (${openAiVoices.join(', ')}).`
    : `There are ${voices.join(', ')}. OpenAI's names (${openAiVoices.join(', ')}) stand for those of a model in their order.`
