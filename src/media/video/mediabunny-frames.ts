import type { InputVideoTrack, VideoSample } from 'mediabunny'
import { loadSharp } from '../codec/load-sharp.js'
import { FileFault } from '../explain-read-error.js'
import { encodeFrame, type FrameReader, tinySide } from './frame-reader.js'

/** Whether `@mediabunny/server` is installed, which has FFmpeg's decoders inside. */
export async function hasMediabunnyServer(): Promise<boolean> {
  try {
    const { registerMediabunnyServer } = await import('@mediabunny/server')
    registerMediabunnyServer()
    return true
  } catch {
    // The other decoder is tried, and the error of both says what to install.
    return false
  }
}

/** Frames by `@mediabunny/server`, once that is there. Undefined where it does not decode this video. */
export async function openMediabunnyFrames(path: string): Promise<FrameReader | undefined> {
  const { ALL_FORMATS, FilePathSource, Input, Logging, LogLevel, VideoSampleSink } = await import(
    'mediabunny'
  )
  Logging.level = LogLevel.Silent
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  const track = await input.getPrimaryVideoTrack()
  if (!track || !(await track.canDecode())) {
    input.dispose()
    return undefined
  }
  const sink = new VideoSampleSink(track)
  const first = await track.getFirstTimestamp()

  return {
    async at(seconds, { maxSide }) {
      const sample = (await sink.getSample(Math.max(first, seconds))) ?? (await sink.getSample(first))
      if (!sample) return undefined
      try {
        const { data, width, height } = await pixelsOf(sample)
        const picture = (await loadSharp())(data, { raw: { width, height, channels: 4 } }).removeAlpha()
        const squared = picture.resize({ ...squareSize(sample, { width, height }), fit: 'fill' })
        const turned = (await loadSharp())(await squared.raw().toBuffer(), {
          raw: { ...squareSize(sample, { width, height }), channels: 3 },
        }).rotate(sample.rotation)
        return await encodeFrame(turned, maxSide)
      } finally {
        sample.close()
      }
    },
    async *scan({ everySeconds, keyFramesOnly }) {
      const times = keyFramesOnly ? keyTimes(track, everySeconds) : evenTimes(track, everySeconds)
      for await (const sample of sink.samplesAtTimestamps(times)) {
        if (!sample) continue
        try {
          yield shrink(await pixelsOf(sample))
        } finally {
          sample.close()
        }
      }
    },
    close: () => input.dispose(),
  }
}

/** Newer than the library's types for it. */
const rgba: VideoFrameCopyToOptions & { format: 'RGBA' } = { format: 'RGBA' }

async function pixelsOf(sample: VideoSample) {
  const data = new Uint8Array(sample.allocationSize(rgba))
  await sample.copyTo(data, rgba)
  const { width, height } = sample.visibleRect
  if (data.length !== width * height * 4) throw new FileFault('its pictures have an odd form')
  return { data, width, height }
}

/** The size before turning, with pixels that are square. */
function squareSize(sample: VideoSample, { width, height }: { width: number; height: number }) {
  const isTurned = sample.rotation % 180 !== 0
  const shown = isTurned ? sample.displayHeight : sample.displayWidth
  return { width: Math.max(1, Math.round(shown)) || width, height }
}

async function* evenTimes(track: InputVideoTrack, everySeconds: number): AsyncGenerator<number> {
  const first = await track.getFirstTimestamp()
  const end = await track.computeDuration()
  for (let at = first; at < end; at += everySeconds) yield at
}

/** The times of the key frames that are shown last before each time. */
async function* keyTimes(track: InputVideoTrack, everySeconds: number): AsyncGenerator<number> {
  const { EncodedPacketSink } = await import('mediabunny')
  const packets = new EncodedPacketSink(track)
  for await (const time of evenTimes(track, everySeconds)) {
    const packet = await packets.getKeyPacket(time, { metadataOnly: true })
    if (packet) yield packet.timestamp
  }
}

/** Every so manyth pixel: only how much changes matters. */
function shrink({ data, width, height }: { data: Uint8Array; width: number; height: number }): Uint8Array {
  const tiny = new Uint8Array(tinySide * tinySide * 3)
  for (let y = 0; y < tinySide; y += 1)
    for (let x = 0; x < tinySide; x += 1) {
      const from =
        (Math.floor(((y + 0.5) * height) / tinySide) * width + Math.floor(((x + 0.5) * width) / tinySide)) * 4
      tiny.set(data.subarray(from, from + 3), (y * tinySide + x) * 3)
    }
  return tiny
}
