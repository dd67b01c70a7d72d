import { loadSharp } from '../codec/load-sharp.js'
import { encodeFrame, type FrameReader, tinySide } from './frame-reader.js'
import { collectOutput, runFfmpeg } from './run-ffmpeg.js'

/** Frames by the `ffmpeg` program, which turns them upright by itself. */
export function openFfmpegFrames(path: string, { demuxer }: { demuxer: string }): FrameReader {
  const input = ['-f', demuxer, '-i', path, '-map', '0:v:0', '-an', '-sn', '-dn']
  const stop = new AbortController()
  const { signal } = stop

  return {
    async at(seconds, { maxSide }) {
      // Pixels need not be square, and large frames are made small before they leave the program.
      const fit = `scale=w='min(iw,${maxSide})':h='min(ih,${maxSide})':force_original_aspect_ratio=decrease`
      const filter = `scale=w='max(1,trunc(iw*sar))':h=ih,setsar=1,${fit}`
      const png = await collectOutput(
        runFfmpeg(
          [
            '-ss',
            seconds.toFixed(3),
            ...input,
            '-frames:v',
            '1',
            '-vf',
            filter,
            '-f',
            'image2pipe',
            '-c:v',
            'png',
          ],
          { signal },
        ),
      )
      return png.length === 0 ? undefined : encodeFrame((await loadSharp())(png, {}), maxSide)
    },
    async *scan({ everySeconds, keyFramesOnly }) {
      const only = keyFramesOnly ? ['-skip_frame', 'nokey'] : []
      const filter = `fps=${1 / everySeconds}:round=up,scale=${tinySide}:${tinySide}:flags=area`
      const output = runFfmpeg([...only, ...input, '-vf', filter, '-f', 'rawvideo', '-pix_fmt', 'rgb24'], {
        signal,
      })
      yield* inPieces(output, tinySide * tinySide * 3)
    },
    close: () => stop.abort(),
  }
}

/** Bytes in pieces of one length; what is left over at the end is no whole one. */
async function* inPieces(chunks: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(length)
  let filled = 0
  for await (const chunk of chunks)
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + length - filled)
      piece.set(part, filled)
      filled += part.length
      from += part.length
      if (filled < length) continue
      yield piece
      piece = new Uint8Array(length)
      filled = 0
    }
}
