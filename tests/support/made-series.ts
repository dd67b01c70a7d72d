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

/** Numbers of the normal distribution, the same for the same seed (G. Box and M. Muller). */
export function normalNoise(seed: number): () => number {
  const random = noise(seed)
  return () => Math.sqrt(-2 * Math.log(0.5 - random())) * Math.cos(2 * Math.PI * random())
}
