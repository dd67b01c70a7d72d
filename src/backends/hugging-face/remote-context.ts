import { readFile } from 'node:fs/promises'
import { SwitchyardError } from '../../core/errors.js'
import type { Ingest } from '../../media/ingest.js'
import type { Media } from '../../media/media.js'
import type { MediaReader } from '../../media/reader/media-reader.js'
import type { MediaStore } from '../../media/store/store.js'
import type { RemoteContext } from '../../tools/remote-adapter.js'

/** Media in and out of a remote call. */
export function createMediaAccess({
  store,
  ingest,
  reader,
  model,
  signal,
}: {
  store: MediaStore
  ingest: Ingest
  reader: MediaReader
  model: string
  signal: AbortSignal
}): Pick<RemoteContext, 'blob' | 'dataUrl' | 'save' | 'maskShare'> {
  const read = async ({ digest }: Media) => readFile(await store.path(digest), { signal })
  return {
    blob: async (media) => new Blob([await read(media)], { type: media.mimeType }),
    dataUrl: async (media) => `data:${media.mimeType};base64,${(await read(media)).toString('base64')}`,
    maskShare: async ({ digest }) => reader.maskShare(await store.path(digest), { signal }),
    async save(data, modality, name) {
      const taken = await ingest.ingest(data, { signal, name })
      if (taken.ok && taken.value.modality === modality) return taken.value
      if (!taken.ok && !/^(UNSUPPORTED_MEDIA|MEDIA_TOO_LARGE|INVALID_REQUEST)$/.test(taken.error.code))
        throw taken.error
      // Named for what it is: the fault is the provider's, not that of the input.
      const what = taken.ok ? `it is ${taken.value.mimeType}` : taken.error.message
      throw new SwitchyardError(
        'PROVIDER_BAD_REPLY',
        `${model} should have made ${modality} (${name}), but did not: ${what}`,
        { details: { model } },
      )
    },
  }
}
