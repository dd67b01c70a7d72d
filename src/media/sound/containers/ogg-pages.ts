import type { FileBytes } from '../file-bytes.js'

export interface OggPage {
  serial: number
  /** The first page of a stream. */
  isFirst: boolean
  /** The last page of a stream. */
  isLast: boolean
  /** Of the last sample that ends on this page; undefined where no packet ends. */
  granule: number | undefined
  /** Whether the first packet began on an earlier page. */
  isContinued: boolean
  packets: Buffer[]
  /** Whether the last of the packets goes on on the next page. */
  isOpen: boolean
  /** How many of its packets are there, as a share: less than 1 where the file ends within the page. */
  share: number
}

/** The pages of an Ogg file in order; bytes between them are passed over. The value at the end: whether one is cut short. */
export async function* readOggPages(file: FileBytes): AsyncGenerator<OggPage, boolean> {
  let position = 0
  while (position < file.size) {
    const head = await file.read(position, 27 + 255)
    if (head.length < 27 || head.toString('latin1', 0, 4) !== 'OggS') {
      const piece = await file.read(position + 1, 65_536)
      const next = piece.indexOf('OggS')
      if (next >= 0) position += 1 + next
      else if (position + 1 + piece.length >= file.size) return head.toString('latin1', 0, 4) === 'OggS'
      else position += Math.max(1, piece.length - 3)
      continue
    }
    const count = head[26] ?? 0
    const sizes = head.subarray(27, 27 + count)
    const length = 27 + count + sizes.reduce((sum, size) => sum + size, 0)
    if (sizes.length < count) return true
    const flags = head[5] ?? 0
    const granule = head.readBigInt64LE(6)
    const serial = head.readUInt32LE(14)
    const lacing = [...sizes]
    const body = Buffer.from((await file.read(position, length)).subarray(27 + count))
    const packets: Buffer[] = []
    const ends: number[] = []
    let start = 0
    let size = 0
    for (const part of lacing) {
      size += part
      if (part === 255) continue
      packets.push(body.subarray(start, start + size))
      ends.push(start + size)
      start += size
      size = 0
    }
    const whole = packets.length
    const isOpen = lacing.at(-1) === 255
    if (isOpen) packets.push(body.subarray(start))
    const isCut = position + length > file.size
    if (isCut) packets.splice(ends.filter((end) => end <= body.length).length)
    yield {
      serial,
      isFirst: (flags & 2) !== 0,
      isLast: (flags & 4) !== 0,
      isContinued: (flags & 1) !== 0,
      granule: granule < 0n ? undefined : Number(granule),
      packets,
      isOpen: isOpen && !isCut,
      share: isCut ? packets.length / Math.max(1, whole) : 1,
    }
    if (isCut) return true
    position += length
  }
  return false
}

/** Puts the packets of one stream together over its pages. */
export class OggPackets {
  #open: Buffer[] = []

  /** The packets that end on this page. */
  take({ packets, isContinued, isOpen }: OggPage): Buffer[] {
    const whole: Buffer[] = []
    for (const [at, packet] of packets.entries()) {
      const parts = at === 0 && isContinued ? [...this.#open, packet] : [packet]
      // What continues a packet whose beginning is lost is no packet.
      const isLost = at === 0 && isContinued && this.#open.length === 0
      if (at === 0) this.#open = []
      if (at === packets.length - 1 && isOpen) this.#open = isLost ? [] : parts
      else if (!isLost) whole.push(parts.length === 1 ? packet : Buffer.concat(parts))
    }
    return whole
  }

  get isOpen(): boolean {
    return this.#open.length > 0
  }
}
