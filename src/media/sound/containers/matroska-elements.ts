import type { FileBytes } from '../file-bytes.js'

/** What is looked at of a Matroska file. */
export const ids = {
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  track: 0xae,
  number: 0xd7,
  type: 0x83,
  flagDefault: 0x88,
  codec: 0x86,
  codecPrivate: 0x63a2,
  codecDelay: 0x56aa,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  displayWidth: 0x54b0,
  displayHeight: 0x54ba,
  displayUnit: 0x54b2,
  audio: 0xe1,
  samplingRate: 0xb5,
  channels: 0x9f,
  bits: 0x6264,
  encodings: 0x6d80,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
} as const

/** Elements whose content is read element by element. */
const parents: readonly number[] = [
  ids.segment,
  ids.info,
  ids.tracks,
  ids.track,
  ids.video,
  ids.audio,
  ids.cluster,
  ids.blockGroup,
]

/** A piece of the file: where its content begins, and how long it is. */
export interface Element {
  id: number
  start: number
  size: number
}

/** The elements of a file in order, those with elements inside not as a whole. Id 0: bytes that are no element. */
export async function* readElements(file: FileBytes): AsyncGenerator<Element> {
  let position = 0
  while (position < file.size) {
    const head = await file.read(position, 12)
    const id = vint(head, 0, true)
    const size = id && vint(head, id.length)
    if (!id || !size) {
      // Bytes that are no element: damage, or the end in the middle of a head.
      yield { id: 0, start: position, size: Number.POSITIVE_INFINITY }
      return
    }
    const start = position + id.length + size.length
    const isUnknown = size.value === 2 ** (7 * size.length) - 1
    if (parents.includes(id.value)) {
      if (id.value === ids.track) yield { id: id.value, start, size: 0 }
      position = start
    } else {
      yield { id: id.value, start, size: size.value }
      position = isUnknown ? start : start + size.value
    }
  }
}

/** A number of variable length; an id keeps its length mark. */
export function vint(
  bytes: Buffer,
  at: number,
  keepsMark = false,
): { value: number; length: number } | undefined {
  const first = bytes[at] ?? 0
  const length = Math.clz32(first) - 23
  if (first === 0 || at + length > bytes.length) return undefined
  let value = keepsMark ? first : first & (0xff >> length)
  for (let index = 1; index < length; index += 1) value = value * 256 + (bytes[at + index] ?? 0)
  return { value, length }
}

export const toInteger = (bytes: Buffer) => bytes.reduce((sum, byte) => sum * 256 + byte, 0)

export function toFloat(bytes: Buffer): number | undefined {
  return bytes.length === 8 ? bytes.readDoubleBE() : bytes.length === 4 ? bytes.readFloatBE() : undefined
}

/** The packets in a block, which may be laced together. */
export function packetsIn(block: Buffer): Buffer[] {
  const number = vint(block, 0)
  if (!number || block.length < number.length + 3) return []
  let at = number.length + 2
  const lacing = ((block[at++] ?? 0) >> 1) & 3
  if (lacing === 0) return [block.subarray(at)]
  const count = (block[at++] ?? 0) + 1
  const sizes: number[] = []
  for (let index = 0; index < count - 1; index += 1) {
    if (lacing === 1) {
      let size = 0
      for (; block[at] === 255; at += 1) size += 255
      sizes.push(size + (block[at++] ?? 0))
    } else if (lacing === 3) {
      const value = vint(block, at)
      if (!value) return []
      at += value.length
      sizes.push(
        index === 0 ? value.value : (sizes[index - 1] ?? 0) + value.value - (2 ** (7 * value.length - 1) - 1),
      )
    } else sizes.push(Math.floor((block.length - at) / count))
  }
  const packets: Buffer[] = []
  for (const size of sizes) {
    packets.push(block.subarray(at, at + size))
    at += size
  }
  return [...packets, block.subarray(at)]
}
