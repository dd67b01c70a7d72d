/** How alike two vectors are: 1 for the same direction, 0 for nothing in common, -1 for opposites; 0 with a zero vector. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0
  let lengthA = 0
  let lengthB = 0
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [a[at] ?? 0, b[at] ?? 0]
    dot += x * y
    lengthA += x * x
    lengthB += y * y
  }
  if (lengthA === 0 || lengthB === 0) return 0
  return Math.min(1, Math.max(-1, dot / Math.sqrt(lengthA * lengthB)))
}

/** The vector of length 1 in the same direction, as a copy; a zero vector stays one. */
export function unitVector(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return length === 0 ? vector.slice() : vector.map((value) => value / length)
}

/** A vector as base64 of 32-bit floats, little-endian. */
export function vectorToText(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [at, value] of vector.entries()) bytes.writeFloatLE(value, at * 4)
  return bytes.toString('base64')
}

/** The way back from `vectorToText`; undefined for what is no vector of finite numbers. */
export function textToVector(text: string): Float32Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined
  const vector = Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
  return vector.every(Number.isFinite) ? vector : undefined
}
