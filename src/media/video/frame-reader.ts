import type { Sharp } from 'sharp'

/** One frame of a video, upright, as JPEG. */
export interface Frame {
  jpeg: Uint8Array
  width: number
  height: number
}

/** A frame made tiny: `tinySide` × `tinySide` pixels, three bytes each. */
export type TinyFrame = Uint8Array
export const tinySide = 32

/** Decodes the pictures of one video, frame by frame: never holds more than a few of them. */
export interface FrameReader {
  /** The frame that is shown at a time, seconds; undefined where there is none. No side is longer than `maxSide`. */
  at(seconds: number, options: { maxSide: number }): Promise<Frame | undefined>
  /** What is shown at 0, at `everySeconds`, at twice that and so on. With `keyFramesOnly`, as far as those tell. */
  scan(options: { everySeconds: number; keyFramesOnly: boolean }): AsyncIterable<TinyFrame>
  close(): void
}

/** Small enough to be kept by the hundred, good enough to read a sign by. */
const quality = 90

export async function encodeFrame(picture: Sharp, maxSide: number): Promise<Frame> {
  const { data, info } = await picture
    .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer({ resolveWithObject: true })
  return { jpeg: data, width: info.width, height: info.height }
}
