import { SwitchyardError } from '../../core/errors.js'
import { unsupportedError } from '../source-errors.js'
import { openFfmpegFrames } from './ffmpeg-frames.js'
import type { FrameReader } from './frame-reader.js'
import { hasMediabunnyServer, openMediabunnyFrames } from './mediabunny-frames.js'
import { hasFfmpeg } from './run-ffmpeg.js'

/** Of a container, how `ffmpeg` calls it: it is never left to guess, as some kinds of files name others. */
const demuxers: Readonly<Record<string, string>> = {
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'video/webm': 'matroska',
  'video/matroska': 'matroska',
}

/**
 * Opens a video with whichever decoder is there: `@mediabunny/server`, else the `ffmpeg` program. For processes that read
 * files.
 * @throws SwitchyardError `INVALID_CONFIG` with what to install, where there is neither
 */
export async function openFrames(path: string, { mimeType }: { mimeType: string }): Promise<FrameReader> {
  const hasServer = await hasMediabunnyServer()
  const reader = hasServer ? await openMediabunnyFrames(path) : undefined
  if (reader) return reader
  if (await hasFfmpeg()) return openFfmpegFrames(path, { demuxer: demuxers[mimeType] ?? 'mov' })
  if (hasServer)
    throw unsupportedError(
      'The pictures of the video are of a kind that @mediabunny/server does not decode. Install the ffmpeg program, or convert the video to H.264, H.265, VP8, VP9 or AV1.',
    )
  throw new SwitchyardError(
    'INVALID_CONFIG',
    'The pictures of a video need a decoder, and none is installed: npm install @mediabunny/server, or install the ffmpeg program. What is said in the video can be heard without one.',
    { details: { packages: ['@mediabunny/server'], program: 'ffmpeg' } },
  )
}
