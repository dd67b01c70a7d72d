/** Marks in JSON that bring it nearer to its end, the nearest first. */
const closing = ['}', ']', '"', ',', ':'] as const
type ClosingMark = (typeof closing)[number]

/** For each mark, the tokens that are it and nothing else. */
export type ClosingTokens = Readonly<Record<ClosingMark, readonly number[]>>

/** Finds the closing marks in a vocabulary. Pure. */
export function closingTokens(tokens: readonly string[]): ClosingTokens {
  const of = (mark: ClosingMark) => {
    const byte = `<0x${mark.charCodeAt(0).toString(16).toUpperCase()}>`
    return [tokens.indexOf(mark), tokens.indexOf(byte)].filter((id) => id >= 0)
  }
  return { '}': of('}'), ']': of(']'), '"': of('"'), ',': of(','), ':': of(':') }
}

/** Whether the engine's mask (one bit a token) lets a token pass. */
export function isAllowed(mask: Int32Array, id: number): boolean {
  return (((mask[id >> 5] ?? 0) >> (id & 31)) & 1) === 1
}

/**
 * Leaves only the allowed tokens possible, in place. Where the model gives none of them a chance (other rules of its own
 * forbid them, or its numbers overflowed), they become equally likely: the grammar has the last word.
 */
export function maskLogits(logits: Float32Array, mask: Int32Array): void {
  let chance = false
  for (let word = 0; word * 32 < logits.length; word++) {
    const bits = mask[word] ?? 0
    const start = word * 32
    const end = Math.min(start + 32, logits.length)
    if (bits === 0) {
      logits.fill(Number.NEGATIVE_INFINITY, start, end)
      continue
    }
    for (let id = start; id < end; id++) {
      if (((bits >> (id & 31)) & 1) === 0) logits[id] = Number.NEGATIVE_INFINITY
      else if (Number.isFinite(logits[id])) chance = true
      else logits[id] = Number.NEGATIVE_INFINITY
    }
  }
  if (chance) return
  for (let id = 0; id < logits.length; id++) if (isAllowed(mask, id)) logits[id] = 0
}

/**
 * Leaves only the one token that brings the JSON nearest to its end, in place; false where no such token is allowed, as
 * within a key. Brackets of both kinds and a quote are allowed together only within a text: there the quote ends it.
 */
export function forceEnd(
  logits: Float32Array,
  mask: Int32Array,
  { stopTokens, marks }: { stopTokens: readonly number[]; marks: ClosingTokens },
): boolean {
  const allowed = (ids: readonly number[]) => ids.find((id) => id < logits.length && isAllowed(mask, id))
  const inText = [marks['"'], marks['}'], marks[']']].every((ids) => allowed(ids) !== undefined)
  const order = inText ? [marks['"']] : [stopTokens, ...closing.map((mark) => marks[mark])]
  const forced = allowed(order.flat())
  if (forced === undefined) return false
  logits.fill(Number.NEGATIVE_INFINITY)
  logits[forced] = 0
  return true
}
