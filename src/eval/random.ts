/** Numbers from 0 to 1 (1 excluded) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** At most `limit` of the items, drawn by chance, in their old order. The same seed draws the same. */
export function sampleOf<T>(items: readonly T[], { limit, seed }: { limit: number; seed: number }): T[] {
  if (limit >= items.length) return [...items]
  const random = seededRandom(seed)
  const places = items.map((_, at) => at)
  for (let at = 0; at < limit; at++) {
    const other = at + Math.floor(random() * (places.length - at))
    const held = places[at] ?? at
    places[at] = places[other] ?? other
    places[other] = held
  }
  const drawn = new Set(places.slice(0, limit))
  return items.filter((_, at) => drawn.has(at))
}
