import { type FileHandle, open } from 'node:fs/promises'

const maxChunks = 1000

/** Frames of an animated PNG, by its `acTL` chunk before the first pixels; undefined for a still one. */
export function countPngFrames(path: string): Promise<number | undefined> {
  return withFile(path, async (file) => {
    let position = 8
    for (let chunk = 0; chunk < maxChunks; chunk += 1) {
      const head = await readAt(file, position, 16)
      const type = head?.toString('latin1', 4, 8)
      if (!head || type === 'IDAT') return undefined
      if (type === 'acTL') return head.readUInt32BE(8)
      position += 12 + head.readUInt32BE(0)
    }
    return undefined
  })
}

const containers: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl'])

/** Frames of an animated AVIF: the most samples that a track of it has. */
export function countAvifFrames(path: string): Promise<number | undefined> {
  return withFile(path, async (file) => {
    let position = 0
    let frames: number | undefined
    for (let box = 0; box < maxChunks; box += 1) {
      const head = await readAt(file, position, 20)
      if (!head) return frames
      const type = head.toString('latin1', 4, 8)
      const length = head.readUInt32BE(0)
      if (type === 'stsz') frames = Math.max(frames ?? 0, head.readUInt32BE(16))
      // The boxes inside a container follow its head.
      if (containers.has(type)) position += 8
      else if (length >= 8) position += length
      else return frames
    }
    return frames
  })
}

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path)
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

/** So many bytes, or undefined where the file ends before. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return bytesRead === length ? buffer : undefined
}
