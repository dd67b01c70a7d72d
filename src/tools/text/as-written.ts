/**
 * Finds in a text what a tokenizer decoded from it: uncased models answer `new york` and `10 : 30` for `New York` and
 * `10:30`. Falls back to the decoded words where they are not found.
 */
export function asWritten(decoded: string, text: string): string {
  const pieces = decoded.match(/[\p{L}\p{N}]+|[^\p{L}\p{N}\s]/gu)
  if (!pieces) return decoded.trim()
  const pattern = pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s*')
  return new RegExp(pattern, 'iu').exec(text)?.[0] ?? decoded.trim()
}
