/**
 * A text in which nothing is read as a mark of the model: a question that holds `<image>`, or the end of a turn, would else
 * stand for a picture that is not there, or speak in the model's own name.
 */
export function plainWords(text: string, marks: readonly string[]): string {
  return marks
    .filter((mark) => mark.length > 1)
    .reduce((plain, mark) => plain.replaceAll(mark, `${mark.charAt(0)} ${mark.slice(1)}`), text)
}
