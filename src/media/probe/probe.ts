import type { Profile } from '../../config/profile.js'
import type { MediaDescription } from '../store/store.js'
import { probeImage } from './probe-image.js'
import { probeRecording } from './probe-recording.js'
import { probeText } from './probe-text.js'
import { sniff } from './sniff.js'

export interface ProbeOptions {
  /** What to call the file in errors. */
  label: string
  bytes: number
  limits: Profile['media']
  signal?: AbortSignal | undefined
}

/**
 * What a file is, from its content, and its measured facts.
 * @throws SwitchyardError `UNSUPPORTED_MEDIA`, `MEDIA_TOO_LARGE` or `CANCELLED`
 */
export async function probe(path: string, options: ProbeOptions): Promise<Omit<MediaDescription, 'name'>> {
  const { label, bytes, limits, signal } = options
  const found = await sniff(path, label)
  if (found.kind === 'text') return probeText(path, { label, bytes, signal })
  const { format, modality, mimeType } = found
  if (modality === 'image') {
    const facts = await probeImage(path, { label, format, maxPixels: limits.maxPixels, signal })
    return { modality, mimeType, facts }
  }
  return probeRecording(path, { label, format, mimeType, maxSeconds: limits.maxSeconds, signal })
}
