import { type FileHandle, open } from 'node:fs/promises'
import { FileFault } from '../explain-read-error.js'

/** What the first directory of a TIFF file says that libvips doesn't tell, or only in a warning. */
export interface TiffDirectory {
  /** As the format numbers it: 1 is none. */
  compression: number
  /** What each channel beyond the colours is, as the format numbers it: 0 is unsaid, 1 and 2 are transparency. */
  extraSamples: number[]
  /** Where the last byte of the first page's pixels is to end. */
  pixelsEnd: number
}

/** No more directories than this are followed, nor more places of pixels read from one. */
const maxDirectories = 1000
const maxPlaces = 1_000_000

const tags = { compression: 259, stripOffsets: 273, stripSizes: 279, tileOffsets: 324, tileSizes: 325 }
const extraSamplesTag = 338
/** Bytes of a value, by its type: 8, 16, 32 and 64 bits. Others say nothing that is asked here. */
const sizes: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [3, 2],
  [4, 4],
  [16, 8],
])

/**
 * Reads the first directory and follows the others, without their pixels.
 * @throws FileFault where one of them, or the first page's pixels, are past the end of the file
 */
export async function readTiffDirectory(path: string): Promise<TiffDirectory> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const reader = await TiffReader.of(file, size)
    const found = await reader.first()
    if (found.pixelsEnd > size) throw new FileFault('it ends too early')
    return found
  } finally {
    await file.close()
  }
}

class TiffReader {
  private constructor(
    private readonly file: FileHandle,
    private readonly size: number,
    private readonly isLittle: boolean,
    private readonly isBig: boolean,
  ) {}

  static async of(file: FileHandle, size: number): Promise<TiffReader> {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    const isLittle = buffer[0] === 0x49
    const version = isLittle ? buffer.readUInt16LE(2) : buffer.readUInt16BE(2)
    return new TiffReader(file, size, isLittle, version === 43)
  }

  async first(): Promise<TiffDirectory> {
    const start = this.number(await this.read(this.isBig ? 8 : 4, this.width), 0, this.width)
    const { entries, next } = await this.directory(start)
    const visited = new Set([start])
    // A chain that comes back to where it was is no end, and nothing is missing.
    for (let at = next; at !== 0 && !visited.has(at) && visited.size < maxDirectories; ) {
      visited.add(at)
      at = (await this.directory(at)).next
    }
    const values = (tag: number) => entries.get(tag) ?? (async () => [])
    const offsets = [...(await values(tags.stripOffsets)()), ...(await values(tags.tileOffsets)())]
    const lengths = [...(await values(tags.stripSizes)()), ...(await values(tags.tileSizes)())]
    // A piece of no bytes is left out on purpose, as where a map has nothing.
    const end = (offset: number, length: number) => (length === 0 ? 0 : offset + length)
    return {
      compression: (await values(tags.compression)())[0] ?? 1,
      extraSamples: await values(extraSamplesTag)(),
      pixelsEnd: offsets.reduce((most, offset, at) => Math.max(most, end(offset, lengths[at] ?? 1)), 0),
    }
  }

  private get width(): number {
    return this.isBig ? 8 : 4
  }

  private async directory(start: number) {
    const [countWidth, entryWidth] = this.isBig ? [8, 20] : [2, 12]
    const count = this.number(await this.read(start, countWidth), 0, countWidth)
    if (count > 65_535) throw new FileFault('its header is broken')
    const bytes = await this.read(start + countWidth, count * entryWidth + this.width)
    const entries = new Map<number, () => Promise<number[]>>()
    for (let at = 0; at < count * entryWidth; at += entryWidth) {
      const entry = bytes.subarray(at, at + entryWidth)
      entries.set(this.number(entry, 0, 2), () => this.values(entry))
    }
    return { entries, next: this.number(bytes, count * entryWidth, this.width) }
  }

  /** Few values stand in the entry itself, more of them elsewhere. */
  private async values(entry: Buffer): Promise<number[]> {
    const each = sizes.get(this.number(entry, 2, 2)) ?? 0
    const count = this.number(entry, 4, this.width)
    if (each === 0 || count > maxPlaces) return []
    const place = 4 + this.width
    const inPlace = count * each <= this.width
    const bytes = inPlace
      ? entry.subarray(place)
      : await this.read(this.number(entry, place, this.width), count * each)
    return Array.from({ length: count }, (_, at) => this.number(bytes, at * each, each))
  }

  private number(bytes: Buffer, at: number, width: number): number {
    if (width === 8) return Number(this.isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
    return this.isLittle ? bytes.readUIntLE(at, width) : bytes.readUIntBE(at, width)
  }

  private async read(position: number, length: number): Promise<Buffer> {
    if (position + length > this.size) throw new FileFault('it ends too early')
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(length), 0, length, position)
    if (bytesRead < length) throw new FileFault('it ends too early')
    return buffer
  }
}
