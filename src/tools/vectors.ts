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
