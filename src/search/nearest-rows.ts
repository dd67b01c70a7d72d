/** A row of a matrix with its similarity to a vector. */
export interface NearRow {
  row: number
  /** The dot product: of vectors of length 1, the cosine. */
  similarity: number
}

/** The rows that are most like a vector, the best first; equal ones in their order. It looks at every row. */
export function nearestRows(rows: Float32Array, vector: Float32Array, limit: number): NearRow[] {
  const size = vector.length
  const count = rows.length / size
  const similarities = new Float32Array(count)
  for (let row = 0, at = 0; row < count; row++) {
    let sum = 0
    for (let i = 0; i < size; i++, at++) sum += (rows[at] ?? 0) * (vector[i] ?? 0)
    similarities[row] = sum
  }
  const similarity = (row: number) => similarities[row] ?? 0
  return Array.from(similarities.keys())
    .sort((a, b) => similarity(b) - similarity(a))
    .slice(0, limit)
    .map((row) => ({ row, similarity: similarity(row) }))
}
