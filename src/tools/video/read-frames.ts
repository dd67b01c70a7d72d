import { SwitchyardError } from '../../core/errors.js'
import { clockTime } from '../../core/format.js'
import type { Media } from '../../media/media.js'
import { damagedError } from '../../media/source-errors.js'
import { type Moment, momentsEvenly, momentsOfScenes } from '../../media/video/choose-moments.js'
import { findCuts } from '../../media/video/find-cuts.js'
import type { FrameReader } from '../../media/video/frame-reader.js'
import { openFrames } from '../../media/video/open-frames.js'
import type { ReaderContext } from '../reader-adapter.js'

/** Pixels of a frame's longer side: what models look at is smaller. */
const maxSide = 1280
/** Tiny frames that are looked at for scenes, and at most one in so many seconds. */
const mostTiny = 1200
const finest = 0.5
/** Pixels that are decoded to find scenes; of a larger video only the key frames are. */
const mostPixels = 1e10

interface FramesWanted {
  video: Media
  how: 'scenes' | 'evenly'
  count: number
  times?: readonly number[] | undefined
}

interface FramesRead {
  frames: Media[]
  moments: Moment[]
  scenes?: number | undefined
}

/** Takes frames out of a video; meant for processes that read files. @throws SwitchyardError what is wrong with the video */
export async function readFrames(input: FramesWanted, context: ReaderContext): Promise<FramesRead> {
  const { video } = input
  const path = await context.path(video)
  const name = video.name ?? 'The video'
  const reader = await openFrames(path, video)
  try {
    const { moments, scenes } = await momentsFor(input, reader)
    const taken: { frame: Media; moment: Moment }[] = []
    for (const moment of moments) {
      const found = await frameNear(reader, moment)
      if (!found) continue
      const { jpeg, width, height } = found
      const frame = await context.save(jpeg, {
        modality: 'image',
        mimeType: 'image/jpeg',
        facts: { width, height, atSeconds: moment.at },
        name: `${name} at ${clockTime(moment.at)}`,
      })
      taken.push({ frame, moment })
    }
    if (taken.length === 0) throw damagedError(name, formatOf(video))
    return {
      frames: taken.map(({ frame }) => frame),
      moments: taken.map(({ moment }) => moment),
      ...(scenes !== undefined && { scenes }),
    }
  } catch (error) {
    throw error instanceof SwitchyardError ? error : damagedError(name, formatOf(video), error)
  } finally {
    reader.close()
  }
}

const formatOf = ({ mimeType }: Media) => mimeType.replace('video/', '')

async function momentsFor({ video, how, count, times }: FramesWanted, reader: FrameReader) {
  const { durationSeconds = 0, frames = 1, width = 1, height = 1 } = video.facts
  if (times) {
    const late = times.find((time) => time > durationSeconds)
    if (late !== undefined)
      throw new SwitchyardError(
        'INVALID_REQUEST',
        `The video is ${durationSeconds.toFixed(1)} seconds long: it has no frame at ${late} seconds.`,
      )
    return { moments: [...times].sort((a, b) => a - b).map((at) => ({ at, start: at, end: at })) }
  }
  const most = Math.min(count, frames)
  if (how === 'evenly' || most === 1) return { moments: momentsEvenly(durationSeconds, most) }
  const everySeconds = Math.max(finest, durationSeconds / mostTiny)
  const keyFramesOnly = frames * width * height > mostPixels
  const cuts = await findCuts(reader.scan({ everySeconds, keyFramesOnly }), { everySeconds })
  return { moments: momentsOfScenes(cuts, { durationSeconds, count: most }), scenes: cuts.length + 1 }
}

/** The last frame may be shown a little before the end, and a file may be damaged in one place. */
async function frameNear(reader: FrameReader, { at, start }: Moment) {
  for (const seconds of new Set([at, Math.max(0, at - 0.5), start, Math.max(0, at - 2)])) {
    const frame = await reader.at(seconds, { maxSide })
    if (frame) return frame
  }
  return undefined
}
