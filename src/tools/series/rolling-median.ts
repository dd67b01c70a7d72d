/** The middle value of the window around each place; near the ends the window is the first or the last whole one. */
export function rollingMedian(values: Float64Array, window: number): Float64Array {
  const size = Math.min(values.length, window)
  const sorted = values.slice(0, size).sort()
  const medians = new Float64Array(values.length)
  const middle = () => ((sorted[size >> 1] ?? 0) + (sorted[(size - 1) >> 1] ?? 0)) / 2
  const half = size >> 1
  medians.fill(middle(), 0, Math.min(values.length, half + 1))
  for (let end = size; end < values.length; end++) {
    replace(sorted, values[end - size] ?? 0, values[end] ?? 0)
    medians[end - size + 1 + half] = middle()
  }
  medians.fill(middle(), Math.max(0, values.length - size + half))
  return medians
}

/** Puts a value in the place of another, in a sorted list. */
function replace(sorted: Float64Array, old: number, fresh: number): void {
  const from = placeOf(sorted, old)
  const to = placeOf(sorted, fresh)
  if (to > from) {
    sorted.copyWithin(from, from + 1, to)
    sorted[to - 1] = fresh
  } else {
    sorted.copyWithin(to + 1, to, from)
    sorted[to] = fresh
  }
}

/** The first place whose value is not smaller. */
function placeOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
