/** Sound for tests of speech: put together from recordings, repeatable. All at 16 kHz. */
export const rate = 16_000

/** A repeatable source of numbers in 0..1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** White noise of a standard deviation. */
export function whiteNoise(seconds: number, deviation: number, random: () => number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * rate) }, () => deviation * gaussian(random))
}

/** Without the quiet at both ends. */
export function trimmed(samples: Float32Array): Float32Array {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  const loud = (sample: number) => Math.abs(sample) > loudest * 0.02
  return samples.slice(samples.findIndex(loud), samples.findLastIndex(loud) + 1)
}

export interface Spoken {
  text: string
  samples: Float32Array
}

/** Sentences in a row with gaps of `gaps` seconds between them, for at least `seconds`. */
export function inARow(
  sentences: readonly Spoken[],
  { seconds, gaps, random }: { seconds: number; gaps: [number, number]; random: () => number },
): Spoken {
  const parts: Float32Array[] = []
  const texts: string[] = []
  let length = 0
  const add = (part: Float32Array) => {
    parts.push(part)
    length += part.length
  }
  while (length < seconds * rate) {
    const sentence = sentences[Math.floor(random() * sentences.length)]
    if (!sentence) break
    add(new Float32Array(Math.round((gaps[0] + random() * (gaps[1] - gaps[0])) * rate)))
    add(sentence.samples)
    texts.push(sentence.text)
  }
  const samples = new Float32Array(length)
  let at = 0
  for (const part of parts) {
    samples.set(part, at)
    at += part.length
  }
  return { text: texts.join(' '), samples }
}

/** With white noise so that the speech is `decibels` louder (signal-to-noise ratio over the spoken parts). */
export function withNoise(samples: Float32Array, decibels: number, random: () => number): Float32Array {
  const spoken = samples.filter((sample) => Math.abs(sample) > 1e-4)
  const power = spoken.reduce((total, sample) => total + sample * sample, 0) / spoken.length
  const deviation = Math.sqrt(power / 10 ** (decibels / 10))
  return samples.map((sample) => sample + deviation * gaussian(random))
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
