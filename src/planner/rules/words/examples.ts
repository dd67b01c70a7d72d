import { singularOf } from '../../../tools/text/common-things.js'
import type { Token } from './tokens.js'

/** Files that a request shows as examples of something, and what it asks about by them. */
export interface SaidExamples {
  examples: readonly { name: string; label: string }[]
  /** Files to be put with one of the labels, in the order of the words. */
  asked: readonly string[]
}

// Files stand as `@image1` in what these read, and spaces are single ones.
const file = '@[a-z]+\\d+'
const files = `${file}(?:(?:(?: ?,)? and| ?[,&]) ?${file})*`
const article =
  '(?:(?:both|all|an?|the|called|some|(?:examples?|pictures?|photos?|recordings?|sounds?|texts?) of) )*'
const label = '([^ @:;,.?!\\n][^@:;,.?!\\n]{0,59}?)'
/** "This is a zib: @image1", "These two are cats: @image1, @image2", "Cats: @image1". */
const labelFirst = new RegExp(
  `(?<=^|[.,;:!?\\n] ?)(?:(?:and|while|but) )?(?:(?:this|that|it|here|these|those)(?: (?:two|three|four|five|one|ones|here))? (?:is|are|shows?) )?${article}${label} ?[:=] ?(${files})`,
  'giu',
)
/** "@image1 and @image2 are cats". */
const filesFirst = new RegExp(
  `(${files}) (?:(?:both|all) )?(?:is|are|shows?|sounds? like) ${article}${label}(?= ?(?:[.,;:!?\\n]|$|(?:and|while|but|whereas) @))`,
  'giu',
)
/** What is said of a file but is no name for it. */
const noLabel =
  /^(?:what|which|who|how|where|why|not|like|same|similar|different|better|worse|more|less|from|in|on|of|to|by)\b|\b(?:than|as|is|are)\b/i
const asking: readonly RegExp[] = [
  `\\b(?:what|which|who)(?: (?:one|kind|class|category|group|label|is|are|does|do|has|about|this|that|it|here))*:? (?:be )?(${files})(?: (?:show|be|belong|to|get|have|then|called|in|of))* ?(?=[?.!\\n]|$)`,
  `\\b(?:classify|label|sort|name) (${files})`,
  `\\b(?:is|are) (${files}) [^@.?!\\n]{1,60} or [^@.?!\\n]{1,60}\\?`,
  `\\b(?:and|about) (${files}) ?\\?`,
].map((pattern) => new RegExp(pattern, 'giu'))
const asksOfOthers =
  /\b(?:what|which|classify|label|sort)\b[^@?.!\n]{0,30}\b(?:others?|rest|remaining|last|next|new)\b/i

/**
 * Reads "image1 and image2 are cats, image3 is a dog: which is image4?" and "This is a zib: {image1}. This is a wug: {image2}.
 * What is {image3}?". "The others" are those among `names` that are no examples. Several examples may be of one class. Undefined:
 * nothing is shown by examples, or nothing is asked by them.
 */
export function readExamples(tokens: readonly Token[], names: readonly string[]): SaidExamples | undefined {
  const examples: { name: string; label: string }[] = []
  const labels = new Map<string, string>()
  const take = (said: string, of: string): boolean => {
    const name = said.trim()
    if (noLabel.test(name)) return false
    const found = filesIn(of)
    const key = singularOf(name.toLowerCase())
    const known = labels.get(key) ?? (found.length > 1 ? singularOf(name) : name)
    labels.set(key, known)
    examples.push(...found.map((one) => ({ name: one, label: known })))
    return true
  }
  const text = textWithFiles(tokens, new Set(names))
  if (!text.includes('@')) return undefined
  const rest = text
    .replace(labelFirst, (all: string, said: string, of: string) => (take(said, of) ? '.' : all))
    .replace(filesFirst, (all: string, of: string, said: string) => (take(said, of) ? '.' : all))
  if (labels.size === 0 || (labels.size === 1 && examples.length < 2)) return undefined
  const shown = new Set(examples.map(({ name }) => name))
  const named = asking.flatMap((pattern) => [...rest.matchAll(pattern)].flatMap(([, of = '']) => filesIn(of)))
  const meant = named.length === 0 && asksOfOthers.test(rest) ? names : named
  const asked = [...new Set(meant)].filter((name) => !shown.has(name))
  return asked.length > 0 ? { examples, asked } : undefined
}

const filesIn = (text: string): string[] =>
  [...text.matchAll(/@([a-z]+\d+)/g)].flatMap(([, name]) => name ?? [])

/** The words with attached files as `@image1`, without the braces around them. */
function textWithFiles(tokens: readonly Token[], names: ReadonlySet<string>): string {
  const isFile = (token: Token | undefined): boolean =>
    token?.reference !== undefined && names.has(token.reference)
  let text = ''
  for (const [at, token] of tokens.entries()) {
    const [before, next] = [tokens[at - 1], tokens[at + 1]]
    if (token.text === '{' && isFile(next)) {
      text += ' '
      continue
    }
    if (token.text === '}' && isFile(before)) continue
    const isApart =
      before !== undefined && (token.start > before.end || (token.kind === 'word' && before.kind === 'word'))
    if (isApart && !text.endsWith(' ')) text += ' '
    text += isFile(token) ? `@${token.reference}` : token.text
  }
  return text
}
