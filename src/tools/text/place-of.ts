/** `, on page 3` where a text of a document has an answer behind such a mark; nothing where it is not told. */
export function placeOf(text: string, answer: string): string {
  const at = answer === '' ? -1 : text.toLowerCase().indexOf(answer.toLowerCase())
  if (at < 0) return ''
  const mark = [...text.slice(0, at).matchAll(/^\[(page|slide) (\d+)\]$/gm)].at(-1)
  return mark ? `, on ${mark[1]} ${mark[2]}` : ''
}
