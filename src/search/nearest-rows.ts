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
  const best: NearRow[] = []
  for (let row = 0; row < count; row++) {
    const similarity = dot(rows, row * size, vector)
    const worst =
      best.length < limit ? Number.NEGATIVE_INFINITY : (best.at(-1)?.similarity ?? Number.POSITIVE_INFINITY)
    if (similarity > worst) insert(best, { row, similarity }, limit)
  }
  return best
}

/** Four sums side by side: the processor need not wait for one to be ready. */
function dot(rows: Float32Array, from: number, vector: Float32Array): number {
  const size = vector.length
  let [one, two, three, four] = [0, 0, 0, 0]
  let at = 0
  for (; at + 3 < size; at += 4) {
    const place = from + at
    one += (rows[place] ?? 0) * (vector[at] ?? 0)
    two += (rows[place + 1] ?? 0) * (vector[at + 1] ?? 0)
    three += (rows[place + 2] ?? 0) * (vector[at + 2] ?? 0)
    four += (rows[place + 3] ?? 0) * (vector[at + 3] ?? 0)
  }
  for (; at < size; at++) one += (rows[from + at] ?? 0) * (vector[at] ?? 0)
  return one + two + three + four
}

/** Puts a row in its place among the best, behind equal ones. */
function insert(best: NearRow[], row: NearRow, limit: number): void {
  let [low, high] = [0, best.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((best[middle]?.similarity ?? 0) >= row.similarity) low = middle + 1
    else high = middle
  }
  best.splice(low, 0, row)
  if (best.length > limit) best.pop()
}
