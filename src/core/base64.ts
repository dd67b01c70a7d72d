/**
 * The bytes of a text in base64, padded or not; undefined where it has anything else in it, whitespace too. Node itself
 * skips what is no base64. A regular expression that looks at each character takes ten times as long as the decoding.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const characters = text.length - padding
  if (characters % 4 === 1 || text.includes('-') || text.includes('_')) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.byteLength === Math.floor((characters * 3) / 4) ? bytes : undefined
}

/** Characters that are decoded at once. Texts of this length cost no memory that the system has to clear first. */
const pieceCharacters = 32_768

/** The same for a part of a larger text that is there as bytes, of which no text is made as a whole. */
export function decodeBase64Bytes(text: Buffer, start: number, end: number): Buffer | undefined {
  const padding = text[end - 1] !== equalsSign ? 0 : text[end - 2] !== equalsSign ? 1 : 2
  const characters = end - start - padding
  if (characters <= 0 || characters % 4 === 1) return undefined
  const bytes = Buffer.allocUnsafe(Math.floor((characters * 3) / 4))
  let length = 0
  for (let at = start; at < end; at += pieceCharacters) {
    const piece = text.toString('latin1', at, Math.min(end, at + pieceCharacters))
    if (piece.includes('-') || piece.includes('_')) return undefined
    length += bytes.write(piece, length, 'base64')
  }
  return length === bytes.byteLength ? bytes : undefined
}

const equalsSign = 61
