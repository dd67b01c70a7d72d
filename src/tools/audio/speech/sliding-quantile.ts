/**
 * The `quantile` (0 to 1) of the `window` values around each place. Found anew every `step` places, which is enough for
 * what changes slowly.
 */
export function slidingQuantile(
  values: Float32Array,
  {
    window,
    quantile,
    step = Math.max(1, Math.floor(window / 12)),
  }: { window: number; quantile: number; step?: number | undefined },
): Float32Array {
  const found = new Float32Array(values.length)
  for (let from = 0; from < values.length; from += step) {
    const middle = from + step / 2
    const around = values
      .slice(Math.max(0, Math.floor(middle - window / 2)), Math.ceil(middle + window / 2))
      .sort()
    found.fill(around[Math.floor(quantile * (around.length - 1))] ?? 0, from, from + step)
  }
  return found
}
