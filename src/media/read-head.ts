import { open } from 'node:fs/promises'

/** How much of a file tells its kind and its encoding. */
export const headBytes = 65_536

/** The first bytes of a file, as many as `headBytes`. */
export async function readHead(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
