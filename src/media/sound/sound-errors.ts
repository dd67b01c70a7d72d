import { SwitchyardError } from '../../core/errors.js'
import type { BinaryFormat } from '../probe/accepted-kinds.js'
import { unsupportedError } from '../source-errors.js'
import { SoundFault } from './sound-fault.js'

const names: Partial<Record<BinaryFormat, string>> = {
  ogg: 'Ogg',
  opus: 'Ogg Opus',
  webm: 'WebM',
  matroska: 'Matroska',
}

/** What to say about a recording that can't be used: what it is, why, and the next move. Foreign words are kept as the cause. */
export function recordingError(label: string, format: BinaryFormat, error: unknown): SwitchyardError {
  if (error instanceof SwitchyardError) return error
  const name = names[format] ?? format.toUpperCase()
  if (error instanceof SoundFault && error.kind === 'unsupported')
    return unsupportedError(
      `${label}: ${error.message} is not supported. Convert it, for example with: ffmpeg -i INPUT output.flac`,
    )
  if (error instanceof SoundFault && error.kind === 'empty')
    return unsupportedError(`${label} is ${name} by its content, but there is nothing in it (0 seconds).`)
  const why = error instanceof SoundFault ? ` (${error.message})` : ''
  return unsupportedError(
    `${label} is ${name} by its content, but damaged or cut short${why}. Copy, download or export it again.`,
    error,
  )
}
