import type { Tensor } from '@huggingface/transformers'

/** What a vision tower made of one picture, and what the processor must know of the picture to write the prompt. */
export interface SeenPicture {
  /** One row for each token that stands for the picture. */
  features: Tensor
  /** What the image processor found out besides the pixels: rows and columns of tiles, grids, sizes. */
  facts: Readonly<Record<string, unknown>>
  /** The shape of the pixels that the tower was given. */
  pixelDims: readonly number[]
}

/** Remembers what was seen, by the digest of the picture; what was not asked for the longest goes first. */
export interface FeatureCache {
  get(key: string): SeenPicture | undefined
  set(key: string, seen: SeenPicture): void
}

/** @param maxBytes most memory of all features together; larger ones are not kept */
export function createFeatureCache(maxBytes: number): FeatureCache {
  const kept = new Map<string, SeenPicture>()
  let bytes = 0

  function drop(key: string): void {
    const seen = kept.get(key)
    if (!seen) return
    kept.delete(key)
    bytes -= sizeOf(seen)
  }

  return {
    get(key) {
      const seen = kept.get(key)
      if (!seen) return undefined
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

const sizeOf = ({ features }: SeenPicture): number => features.data.length * 4
