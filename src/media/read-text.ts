import { createReadStream } from 'node:fs'

/** Most that is read of one text, as JavaScript counts. */
export const maxTextCharacters = 200_000

export interface ReadTextOptions {
  /** Longer texts are cut here, counted as JavaScript counts; the last character then is an ellipsis. */
  maxCharacters: number
  signal?: AbortSignal | undefined
}

/** The beginning of a stored text, without a byte order mark. No more of the file is read than is needed. */
export async function readText(path: string, { maxCharacters, signal }: ReadTextOptions): Promise<string> {
  const decoder = new TextDecoder('utf-8')
  let text = ''
  for await (const chunk of createReadStream(path, signal && { signal })) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > maxCharacters) return cut(text, maxCharacters)
  }
  text += decoder.decode()
  return text.length > maxCharacters ? cut(text, maxCharacters) : text
}

function cut(text: string, maxCharacters: number): string {
  const start = text.slice(0, Math.max(0, maxCharacters - 1))
  // Never half of a character that takes two.
  return `${/[\uD800-\uDBFF]$/.test(start) ? start.slice(0, -1) : start}…`
}
