/** One way of asking, for whatever thing, and the same in words that the rules know. */
export type Rewriting = readonly [
  pattern: RegExp,
  to: string | ((...groups: (string | undefined)[]) => string),
]
