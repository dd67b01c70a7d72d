import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeImage } from '../../../media/codec/decode-image.js'
import { encodePng, encodeWav } from '../../../media/codec/encode.js'
import type { MediaStore } from '../../../media/store/store.js'
import type { LocalContext } from '../../../tools/local-adapter.js'
import type { Configuration } from '../protocol.js'
import { openUndecoded } from './undecoded-picture.js'

export interface HostContextOptions {
  store: MediaStore
  /** Where the model's files are. */
  modelFolder: string
  limits: Pick<Configuration, 'maxPixels' | 'maxSeconds'>
  options: Readonly<Record<string, unknown>>
  progress: (fraction: number) => void
  write: (text: string) => void
  turn: () => Promise<void>
  signal: AbortSignal
}

/** What an adapter gets in a host: media are read from and written to the store that the main process uses too. */
export function createLocalContext({
  store,
  modelFolder,
  limits: { maxPixels, maxSeconds },
  options,
  progress,
  write,
  turn,
  signal,
}: HostContextOptions): LocalContext {
  return {
    async image({ digest, mimeType }) {
      const { RawImage } = await import('@huggingface/transformers')
      const { data, width, height, channels } = await decodeImage(await store.path(digest), {
        maxPixels,
        mimeType,
      })
      return new RawImage(data, width, height, channels)
    },
    undecoded: async ({ digest, mimeType }) =>
      openUndecoded(await store.path(digest), { maxPixels, mimeType }),
    path: ({ digest }) => store.path(digest),
    async audio({ digest }, sampleRate) {
      const { decodeAudio } = await import('../../../media/codec/decode-audio.js')
      return decodeAudio(await store.path(digest), sampleRate, { maxSeconds, signal })
    },
    async modelFile(name) {
      return readFile(join(modelFolder, name)).catch(() => undefined)
    },
    async saveImage({ data, width, height, channels }, name) {
      if (channels === 2) throw new RangeError('A picture of 2 channels has no PNG form.')
      const bytes = await encodePng({ data, width, height, channels })
      return store.put(bytes, { modality: 'image', mimeType: 'image/png', facts: { width, height }, name })
    },
    async saveAudio(samples, sampleRate, name) {
      const facts = { durationSeconds: samples.length / sampleRate, sampleRate, channels: 1 }
      const description = { modality: 'audio', mimeType: 'audio/wav', facts, name } as const
      return store.put(encodeWav(samples, sampleRate), description)
    },
    options,
    progress,
    write,
    turn,
    signal,
  }
}
