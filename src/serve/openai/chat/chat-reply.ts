import type { RunResult } from '../../../agent/run.js'
import type { Media } from '../../../media/media.js'
import type { RunUsage } from '../../../spending/usage.js'
import { formatFrame } from '../../http/event-stream.js'
import { fileNameOf } from '../../runs/made-media.js'

/** What all pieces of one reply have in common. */
export interface ReplyHead {
  id: string
  model: string
  /** Seconds since 1970. */
  created: number
}

/** A file that was made, with where it can be had. */
export interface LinkedMedia {
  media: Media
  url: string
}

export function usageBody({ llm, models, costUsd }: RunUsage) {
  const used = [llm, ...Object.values(models)]
  const prompt_tokens = used.reduce((sum, { inputTokens }) => sum + inputTokens, 0)
  const completion_tokens = used.reduce((sum, { outputTokens }) => sum + outputTokens, 0)
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    /** US dollars, estimated. */
    cost: costUsd,
  }
}

/** Links to what was made, as a chat shows them: pictures in place, the rest by name. */
export function linkText(made: readonly LinkedMedia[]): string {
  return made
    .map(({ media, url }) => {
      const name = fileNameOf(media).replaceAll(/[[\]\\]/g, ' ')
      return `\n\n${media.modality === 'image' ? '!' : ''}[${name}](${url})`
    })
    .join('')
}

export const imagesBody = (made: readonly LinkedMedia[]) =>
  made
    .filter(({ media }) => media.modality === 'image')
    .map(({ url }) => ({ type: 'image_url', image_url: { url } }))

/** The whole reply at once. */
export function completionBody(
  head: ReplyHead,
  { content, made, usage }: { content: string; made: readonly LinkedMedia[]; usage: RunUsage },
  run?: Pick<RunResult, 'runId' | 'status'>,
) {
  const images = imagesBody(made)
  return {
    ...head,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null, ...(images.length > 0 && { images }) },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: usageBody(usage),
    ...(run && { switchyard: { run_id: run.runId, status: run.status } }),
  }
}

/** The frames of a streamed reply. */
export function chunkFrames(head: ReplyHead) {
  const frame = (rest: object) =>
    formatFrame({ data: JSON.stringify({ ...head, object: 'chat.completion.chunk', ...rest }) })
  const delta = (fields: object, finish_reason: 'stop' | null = null) =>
    frame({ choices: [{ index: 0, delta: fields, logprobs: null, finish_reason }] })
  return {
    start: () => delta({ role: 'assistant', content: '' }),
    content: (text: string) => delta({ content: text }),
    reasoning: (text: string) => delta({ reasoning_content: text }),
    images: (made: readonly LinkedMedia[]) => delta({ images: imagesBody(made) }),
    finish: () => delta({}, 'stop'),
    usage: (usage: RunUsage) => frame({ choices: [], usage: usageBody(usage) }),
    error: (body: object) => formatFrame({ data: JSON.stringify(body) }),
    done: () => formatFrame({ data: '[DONE]' }),
  }
}
