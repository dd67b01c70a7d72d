import { Lexer, type MarkedToken, type Token } from 'marked'

/** Longer texts are shown as they are: a page that draws all of such a one as Markdown stands still. */
const longestText = 200_000
/** Emphasis is looked for in so much at once, because the time for that grows with the square of it. */
const longestRun = 5000
/** Quotes in quotes and lists in lists; what goes deeper takes more stack than there is. */
const deepest = 40

/** Markdown as tokens; undefined where it is so long or so deep that it is shown as plain text. */
export function readMarkdown(text: string): readonly Token[] | undefined {
  if (text.length > longestText) return undefined
  try {
    const tokens = new BoundedLexer({ gfm: true, breaks: true }).lex(text)
    return isDeeper(tokens, deepest) ? undefined : tokens
  } catch (thrown) {
    // Marked reads what is nested by recursion.
    if (thrown instanceof RangeError) return undefined
    throw thrown
  }
}

/** Reads long runs of text line by line, and leaves lines alone that are too long. */
class BoundedLexer extends Lexer {
  override inlineTokens(text: string, tokens: MarkedToken[] = []): MarkedToken[] {
    if (text.length <= longestRun) return super.inlineTokens(text, tokens) as MarkedToken[]
    for (const [at, line] of text.split('\n').entries()) {
      if (at > 0) tokens.push({ type: 'br', raw: '\n' })
      if (line.length <= longestRun) tokens.push(...(super.inlineTokens(line) as MarkedToken[]))
      else tokens.push({ type: 'text', raw: line, text: line, escaped: false })
    }
    return tokens
  }
}

const isDeeper = (tokens: readonly Token[], levels: number): boolean =>
  tokens.some((token) => levels === 0 || innerOf(token).some((inner) => isDeeper(inner, levels - 1)))

/** Where a token has others in it: the cells of a table have no more levels than its text. */
function innerOf(token: Token): Token[][] {
  if (token.type === 'list') return [token.items]
  return 'tokens' in token && token.tokens ? [token.tokens] : []
}
