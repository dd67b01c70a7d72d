/** Numbers from -0.5 to 0.5, the same for the same seed. */
export function noise(seed: number): () => number {
  let state = seed * 7919
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31 - 0.5
  }
}

/** A sine wave that repeats itself after so many values. */
export const wave = (at: number, length: number): number => Math.sin((2 * Math.PI * at) / length)

/** Numbers of the normal distribution, the same for the same seed (G. Box and M. Muller, on T. Ettinger's mulberry32). */
export function normalNoise(seed: number): () => number {
  let state = seed
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    const once = Math.imul(state ^ (state >>> 15), state | 1)
    const twice = once ^ (once + Math.imul(once ^ (once >>> 7), once | 61))
    return ((twice ^ (twice >>> 14)) >>> 0) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
