import type { ReadLimits } from '../reader/reader-protocol.js'
import type { MediaDescription } from '../store/store.js'
import { probeImage } from './probe-image.js'
import { probeRecording } from './probe-recording.js'
import { probeText } from './probe-text.js'
import { sniff } from './sniff.js'

export interface ProbeOptions {
  /** What to call the file in errors. */
  label: string
  bytes: number
  limits: ReadLimits
}

/**
 * What a file is, from its content, and its measured facts. Decoders may hang, crash or take all memory: meant for reader
 * processes.
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` or `MEDIA_TOO_LARGE`
 */
export async function probe(path: string, options: ProbeOptions): Promise<Omit<MediaDescription, 'name'>> {
  const { label, bytes, limits } = options
  const found = await sniff(path, label)
  if (found.kind === 'text') return probeText(path, { label, bytes })
  const { format, modality, mimeType } = found
  if (modality === 'image') {
    return { modality, mimeType, facts: await probeImage(path, { label, format, limits }) }
  }
  return probeRecording(path, { label, format, mimeType, maxSeconds: limits.maxSeconds })
}
