/** Characters of a document that an answer gives word for word. */
const mostSaid = 4000
const shortened = (text: string): string =>
  text.length > mostSaid ? `${text.slice(0, mostSaid).trimEnd()} …` : text
const heading = /^\[page (\d+)\]$/gm

/** What pages of a document say, by the marks that its text was read with; all of it where no pages are named. */
export function pageText(text: string, pages: readonly number[] | undefined): string {
  if (!pages) return shortened(text.trim())
  const starts = [...text.matchAll(heading)].map(({ 0: mark, 1: number, index }) => ({
    page: Number(number),
    start: index,
    from: index + mark.length,
  }))
  const said = pages.map((page) => {
    const at = starts.findIndex((one) => one.page === page)
    const found = starts[at]
    return found
      ? text.slice(found.from, starts[at + 1]?.start).trim() || `Page ${page} has no text.`
      : `There is no page ${page} in what was read.`
  })
  return shortened(said.join('\n\n'))
}
