/** Longer recordings are not decoded for a drawing: they have the player. */
const mostBytes = 50_000_000

/**
 * How loud a recording is over its length, 0 to 1, in so many parts.
 *
 * @throws when the browser can't decode it, and where it is very large
 */
export async function readPeaks(
  path: string,
  { bars, bytes, signal }: { bars: number; bytes: number; signal: AbortSignal },
): Promise<number[]> {
  if (bytes > mostBytes) throw new Error('The recording is too large to be drawn.')
  const reply = await fetch(path, { signal })
  if (!reply.ok) throw new Error(`status ${reply.status}`)
  // Any rate serves a drawing: a low one takes less memory.
  const context = new OfflineAudioContext(1, 1, 8000)
  const sound = await context.decodeAudioData(await reply.arrayBuffer())
  const samples = sound.getChannelData(0)
  const part = Math.max(1, Math.floor(samples.length / bars))
  const peaks = Array.from({ length: bars }, (_, at) => {
    let peak = 0
    const end = Math.min(samples.length, (at + 1) * part)
    for (let place = at * part; place < end; place += 1) peak = Math.max(peak, Math.abs(samples[place] ?? 0))
    return peak
  })
  const loudest = Math.max(...peaks, 0.01)
  return peaks.map((peak) => peak / loudest)
}
