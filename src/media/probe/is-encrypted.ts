import { open } from 'node:fs/promises'

/** How much of the beginning and of the end is looked at: tables of contents are in one of them. */
const readBytes = 4_000_000

/** Whether an MP4 or MOV that can't be read says that its pictures or its sound are encrypted. */
export async function isEncrypted(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    for (const position of new Set([0, Math.max(0, size - readBytes)])) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(readBytes), 0, readBytes, position)
      const part = buffer.subarray(0, bytesRead)
      if (['encv', 'enca', 'pssh'].some((box) => part.includes(box, 0, 'latin1'))) return true
    }
    return false
  } finally {
    await file.close()
  }
}
