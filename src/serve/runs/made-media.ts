import type { RunResult } from '../../agent/run.js'
import { isMedia, type Media } from '../../media/media.js'

/** What the steps of a run made, each once, in their order: what was attached is left out. */
export function madeMedia({ steps, media }: Pick<RunResult, 'steps' | 'media'>): Media[] {
  const attached = new Set(Object.values(media).map(({ digest }) => digest))
  const made = new Map<string, Media>()
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('digest' in value && isMedia(value)) {
      if (!attached.has(value.digest)) made.set(value.digest, value)
    } else for (const inner of Object.values(value)) if (typeof inner === 'object') look(inner)
  }
  for (const { output } of steps) look(output)
  return [...made.values()]
}

/** A name with the ending of its kind, such as `speech.wav`. */
export function fileNameOf({ name, modality, mimeType }: Media): string {
  const ending = endings[mimeType] ?? mimeType.split('/').at(-1) ?? 'bin'
  const base = name ?? modality
  return /\.[a-z0-9]{2,5}$/i.test(base) ? base : `${base}.${ending}`
}

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/vnd.wave': 'wav',
  'video/quicktime': 'mov',
  'text/plain': 'txt',
}
