/** Remembers what towers made of pictures, by the digest; what was not asked for the longest goes first. */
export interface FeatureCache<Seen> {
  get(key: string): Seen | undefined
  set(key: string, seen: Seen): void
}

/** @param maxBytes most memory of all features together; larger ones are not kept */
export function createFeatureCache<Seen>(
  maxBytes: number,
  sizeOf: (seen: Seen) => number,
): FeatureCache<Seen> {
  const kept = new Map<string, Seen>()
  let bytes = 0

  function drop(key: string): void {
    const seen = kept.get(key)
    if (seen === undefined) return
    kept.delete(key)
    bytes -= sizeOf(seen)
  }

  return {
    get(key) {
      const seen = kept.get(key)
      if (seen === undefined) return undefined
      // A map is in the order of insertion: the newest stand last.
      kept.delete(key)
      kept.set(key, seen)
      return seen
    },
    set(key, seen) {
      drop(key)
      kept.set(key, seen)
      bytes += sizeOf(seen)
      for (const oldest of kept.keys()) {
        if (bytes <= maxBytes) return
        drop(oldest)
      }
    },
  }
}
