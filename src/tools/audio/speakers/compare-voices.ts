import { z } from 'zod'
import { cosine } from '../../vectors.js'

type Verdict = 'same' | 'different' | 'unclear'

/** Two recordings, counted from 1. */
export const pairSchema = z.object({
  a: z.int().positive(),
  b: z.int().positive(),
  similarity: z.number().min(-1).max(1),
  verdict: z.enum(['same', 'different', 'unclear']),
})

/**
 * Whether the voices of some recordings are one. `judge` says what a similarity means; all are the same only where each two are. Pure.
 *
 * @param vectors of the voices; undefined where none is heard
 */
export function compareVoices(
  vectors: readonly (Float32Array | undefined)[],
  judge: (similarity: number) => Verdict,
) {
  const silent = vectors.flatMap((vector, at) => (vector ? [] : [at + 1]))
  const pairs = vectors.flatMap((a, at) =>
    vectors.slice(at + 1).flatMap((b, behind) => {
      if (!a || !b) return []
      const similarity = cosine(a, b)
      return [{ a: at + 1, b: at + behind + 2, similarity, verdict: judge(similarity) }]
    }),
  )
  const has = (verdict: Verdict) => pairs.some((pair) => pair.verdict === verdict)
  const verdict: Verdict = has('different')
    ? 'different'
    : silent.length > 0 || has('unclear')
      ? 'unclear'
      : 'same'
  const similarity = silent.length > 0 ? undefined : Math.min(...pairs.map((pair) => pair.similarity))
  return { verdict, ...(similarity !== undefined && { similarity }), pairs, silent }
}
