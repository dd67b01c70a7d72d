import type { FileHandle } from 'node:fs/promises'

/** Bytes that are written at once. */
const pieceBytes = 262_144

/** Writes chunks to a file. They are copied, so that whoever made them may use them again. */
export interface PieceWriter {
  write(chunk: Uint8Array): Promise<void>
  /** Writes what is left. @throws what the file could not take */
  end(): Promise<void>
}

/**
 * Gathers chunks, of which a connection brings many small ones, in pieces: each write costs more than the copying. One piece is
 * written while the next one is filled.
 */
export function createPieceWriter(file: FileHandle): PieceWriter {
  let piece: Buffer = Buffer.allocUnsafeSlow(pieceBytes)
  let spare: Buffer | undefined
  let filled = 0
  let writing: Promise<void> = Promise.resolve()

  async function flush(): Promise<void> {
    await writing
    writing = file.writeFile(piece.subarray(0, filled))
    // Told at the next piece, or at the end.
    writing.catch(() => undefined)
    const next = spare ?? Buffer.allocUnsafeSlow(pieceBytes)
    spare = piece
    piece = next
    filled = 0
  }

  return {
    async write(chunk) {
      for (let from = 0; from < chunk.byteLength; ) {
        const taken = chunk.subarray(from, from + pieceBytes - filled)
        piece.set(taken, filled)
        filled += taken.byteLength
        from += taken.byteLength
        if (filled === pieceBytes) await flush()
      }
    },
    async end() {
      await writing
      await file.writeFile(piece.subarray(0, filled))
    },
  }
}
