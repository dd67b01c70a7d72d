import pMap from 'p-map'
import { withLinkedSignals } from '../../core/abort.js'
import { SwitchyardError } from '../../core/errors.js'
import type { Ingest } from '../../media/ingest.js'
import type { Media, MediaSource } from '../../media/media.js'
import { nameMedia } from '../../media/name-media.js'
import { assertPlaceholders } from '../../media/placeholders.js'
import type { Answering } from './answering.js'
import { planAhead } from './plan-ahead.js'

/** Takes in what is attached and names it: `image1`, `image2`, `audio1`. Chats keep counting. `{image1}` must be there. */
export async function ingestMedia(answering: Omit<Answering, 'runId'>) {
  const { parts, conversation, request, signal, emit } = answering
  if (!request.text.trim() && !request.media?.length) {
    throw new SwitchyardError(
      'INVALID_REQUEST',
      'The request is empty. Say what you want to know, or attach a file.',
    )
  }
  const { media: sources = [] } = request
  const onMeasuring = planAhead(answering)
  const taken =
    sources.length === 0 ? [] : await ingestSources(sources, { ingest: parts.ingest, onMeasuring, signal })
  const known = conversation.media
  const named = nameMedia(known, taken)
  assertPlaceholders(request.text, named)
  conversation.media = named
  for (const [reference, media] of Object.entries(conversation.media)) {
    if (!(reference in known)) emit({ type: 'media-ingested', reference, media })
  }
  return conversation.media
}

/** Most files ingested at once: each is a file or two open, and processes may open a thousand. */
const ingestedAtOnce = 16

/** The media of all sources, in their order. The first one that can't be had ends it; the rest is not awaited. */
function ingestSources(
  sources: readonly MediaSource[],
  {
    ingest: { ingest },
    onMeasuring,
    signal: outer,
  }: { ingest: Ingest; onMeasuring: (() => void) | undefined; signal: AbortSignal },
): Promise<Media[]> {
  const controller = new AbortController()
  const ingestOne = async (source: MediaSource, signal: AbortSignal) => {
    const result = await ingest(source, { onMeasuring, signal })
    if (result.ok) return result.value
    controller.abort()
    throw result.error
  }
  return withLinkedSignals(
    [outer],
    (signal) => pMap(sources, (source) => ingestOne(source, signal), { concurrency: ingestedAtOnce }),
    controller,
  )
}
