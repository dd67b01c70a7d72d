import type { Requester, ServerContext, Services } from '../services.js'
import type { RunPlace } from './admission.js'

export interface PlaceInUse {
  /** Aborts when one of the given signals does, and when the server stops. */
  signal: AbortSignal
  /** Stops the work, because nobody waits for it any more. */
  stop(): void
  /** Lets the work go on when this signal aborts. */
  outlive(source: AbortSignal): void
  /** Gives the place back. Called by whoever ends a reply that goes on after the handler. */
  leave(): void
}

/**
 * Waits for a place among the runs, and works in it. The place is given back when the work fails, when the client goes, and
 * when the work calls `leave`. It counts among what the key of the requester may use.
 *
 * @throws ApiError 429 or 503 when there is none to be had, and 429 when the key may not have one
 */
export async function withPlace<T>(
  services: Services,
  { owner, signals }: Requester,
  work: (place: PlaceInUse) => Promise<T>,
): Promise<T> {
  const account = services.keys?.account(owner)
  await account?.countRequest()
  const exit = account?.enter()
  const place = reserve(services, exit)
  const controller = new AbortController()
  const { signal } = controller
  let sources = [...signals, services.stopping]
  const onAbort = () => {
    controller.abort(sources.find((source) => source?.aborted)?.reason)
    leave()
  }
  const leave = () => {
    for (const source of sources) source?.removeEventListener('abort', onAbort)
    place.leave()
    exit?.()
  }
  for (const source of sources) source?.addEventListener('abort', onAbort, { once: true })
  if (sources.some((source) => source?.aborted)) onAbort()
  const stop = () => {
    controller.abort()
    leave()
  }
  const outlive = (source: AbortSignal) => {
    source.removeEventListener('abort', onAbort)
    sources = sources.filter((one) => one !== source)
  }
  try {
    await place.turn(signal)
    return await work({ signal, stop, leave, outlive })
  } catch (thrown) {
    leave()
    throw thrown
  }
}

/**
 * Lets a run go on that was accepted: its client may go, and where runs are the queue's this server may stop. Runs of this
 * process end with it by themselves, once they are among those that can be asked for.
 */
export function outliveClient(
  place: PlaceInUse,
  { c, services }: { c: ServerContext; services: Services },
): void {
  place.outlive(c.req.raw.signal)
  place.outlive(services.stopping)
}

function reserve({ admission }: Services, exit: (() => void) | undefined): RunPlace {
  try {
    return admission.reserve()
  } catch (thrown) {
    exit?.()
    throw thrown
  }
}
