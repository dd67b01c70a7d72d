import { SwitchyardError } from '../core/errors.js'
import { createLimit } from '../core/flow/limit.js'
import { err, type Result } from '../core/result.js'
import type { Ingest } from '../media/ingest.js'
import { type Media, type MediaSource, modalitiesOf } from '../media/media.js'

/** A picture in the media store, whose model will say so if it is damaged; a file of another kind is an error. */
export async function takeInPicture(
  source: MediaSource,
  { ingest }: { ingest: Ingest },
  signal: AbortSignal,
): Promise<Result<Media, SwitchyardError>> {
  const media = await ingest.ingest(source, { signal, unmeasured: true })
  if (!media.ok || modalitiesOf(media.value).includes('image')) return media
  return err(new SwitchyardError('UNSUPPORTED_MEDIA', `${media.value.name ?? 'The file'} is no picture.`))
}

/** Pictures that a job takes in at once: each holds some hundred kilobytes meanwhile. */
const takenInAtOnce = 8

/** Takes pictures in for one job, which the signal stops. @throws SwitchyardError `CANCELLED` */
export function createPictureTaker(parts: { ingest: Ingest }, signal: AbortSignal) {
  const limit = createLimit(takenInAtOnce)
  return (source: MediaSource) => limit.run(() => takeInPicture(source, parts, signal), { signal })
}
