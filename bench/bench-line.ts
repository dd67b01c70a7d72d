/** One line of `npm run bench`: a figure beside its target, both in words, and whether it was met. */
export interface BenchLine {
  name: string
  value: string
  target: string
  pass: boolean
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Milliseconds that the work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`
