import { placeholdersIn } from '../media/placeholders.js'

/** A piece of a question for a model that sees: words, or the picture at a place of the list that goes with it, from 0. */
export type QuestionPart = { kind: 'text'; text: string } | { kind: 'picture'; at: number }

/**
 * A question in pieces: `{image1}` in it stands for the first of its pictures, `{image2}` for the second. Pictures without a
 * place of their own come first, in their order; places without a picture stay words.
 */
export function interleave(text: string, pictures: number): QuestionPart[] {
  const placed = placeholdersIn(text).flatMap(({ name, start, end }) => {
    const at = Number(/^image(\d+)$/.exec(name)?.[1] ?? 0) - 1
    return at >= 0 && at < pictures ? [{ at, start, end }] : []
  })
  const isPlaced = new Set(placed.map(({ at }) => at))
  const parts: QuestionPart[] = Array.from({ length: pictures }, (_, at) => at)
    .filter((at) => !isPlaced.has(at))
    .map((at) => ({ kind: 'picture', at }))
  let from = 0
  const say = (words: string) => {
    if (words.trim() !== '') parts.push({ kind: 'text', text: words })
  }
  for (const { at, start, end } of placed) {
    say(text.slice(from, start))
    parts.push({ kind: 'picture', at })
    from = end
  }
  say(text.slice(from))
  return parts
}
