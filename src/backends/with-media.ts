import { SwitchyardError, toSwitchyardError } from '../core/errors.js'
import { err } from '../core/result.js'
import { mediaIn } from '../media/media-in.js'
import type { MediaStore } from '../media/store/store.js'
import type { Backend } from './backend.js'
import { wrapBackend } from './wrap-backend.js'

/**
 * A backend for processes that share media with other machines: before a call, its media are on this machine's disk, where
 * hosts look for them; after it, what was made is where the other machines look.
 */
export function withMedia(backend: Backend, store: Pick<MediaStore, 'path' | 'publish'>): Backend {
  return wrapBackend(backend, {
    async call(call, options) {
      const { signal } = options
      const bring = () => Promise.all(mediaIn(call.input).map(({ digest }) => store.path(digest, { signal })))
      try {
        await bring()
        let outcome = await backend.call(call, options)
        if (!outcome.ok && outcome.error.code === 'MEDIA_NOT_FOUND') {
          // Removed to make room while the call waited for a host.
          await bring()
          outcome = await backend.call(call, options)
        }
        if (outcome.ok)
          await Promise.all(mediaIn(outcome.value).map((media) => store.publish(media, { signal })))
        return outcome
      } catch (thrown) {
        return err(blameless(toSwitchyardError(thrown)))
      }
    },
  })
}

/** A share that fails is no fault of the model: no other model would fare better, and this one needs no rest. */
function blameless(error: SwitchyardError): SwitchyardError {
  const { code, message, retryable, details } = error
  return code.startsWith('PROVIDER_')
    ? new SwitchyardError('FETCH_FAILED', message, { retryable, details, cause: error })
    : error
}
