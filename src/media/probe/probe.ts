import { errnoOf } from '../../core/errno.js'
import { SwitchyardError } from '../../core/errors.js'
import { FileFault } from '../explain-read-error.js'
import { mediaFactsSchema } from '../media.js'
import type { ReadLimits } from '../reader/reader-protocol.js'
import { damagedError } from '../source-errors.js'
import type { MediaDescription } from '../store/store.js'
import type { Sniffed } from './accepted-kinds.js'
import { checkSides, probeImage } from './probe-image.js'
import { sniff } from './sniff.js'

export interface ProbeOptions {
  /** What to call the file in errors. */
  label: string
  bytes: number
  limits: ReadLimits
  /** Called before work that keeps this thread busy, as all does but what is done about pictures. */
  beforeBlocking?: (() => void) | undefined
}

/**
 * What a file is, from its content, and its measured facts. Decoders may hang, crash or take all memory: meant for reader
 * processes.
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` or `MEDIA_TOO_LARGE`
 */
export async function probe(path: string, options: ProbeOptions): Promise<Omit<MediaDescription, 'name'>> {
  const found = await sniff(path, options.label)
  try {
    const measured = await measure(path, found, options)
    // A damaged header may promise anything.
    if (!mediaFactsSchema.safeParse(measured.facts).success)
      throw new FileFault('it says impossible things of its size or length')
    return measured
  } catch (error) {
    // Errors with a code are the system's, such as that of a file that is gone.
    if (error instanceof SwitchyardError || errnoOf(error) !== undefined) throw error
    throw damagedError(options.label, found.kind === 'text' ? 'text' : found.format, error)
  }
}

async function measure(
  path: string,
  found: Sniffed,
  { label, bytes, limits, beforeBlocking = () => {} }: ProbeOptions,
): Promise<Omit<MediaDescription, 'name'>> {
  if (found.kind === 'text' || found.modality !== 'image') beforeBlocking()
  if (found.kind === 'text') {
    const { probeText } = await import('./probe-text.js')
    return probeText(path, { label, bytes })
  }
  const { format, modality, mimeType } = found
  if (modality === 'image') {
    return { modality, mimeType, facts: await probeImage(path, { label, format, limits }) }
  }
  if (modality === 'mesh') {
    const { probeMesh } = await import('./probe-mesh.js')
    return { modality, mimeType, facts: await probeMesh(path, bytes) }
  }
  const { probeRecording } = await import('./probe-recording.js')
  const recording = await probeRecording(path, { label, format, mimeType, maxSeconds: limits.maxSeconds })
  const { width = 0, height = 0 } = recording.facts
  checkSides(label, Math.max(width, height), limits)
  return recording
}
