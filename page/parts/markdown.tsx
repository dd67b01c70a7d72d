import type { Token, Tokens } from 'marked'
import type { ComponentChild } from 'preact'
import { useMemo } from 'preact/hooks'
import { readMarkdown } from './read-markdown.js'
import { ScrollBox } from './scroll-box.js'

/**
 * Markdown as elements of the page. Its text never becomes HTML: tags that an answer writes are shown as they are, a picture
 * from elsewhere is a link, and a link leads to the web or to a file of this server. What is too long or too deep for that is
 * shown as it was written.
 *
 * @param mark shows a word in brackets, such as the step of `[s2]`; undefined where it is no more than that
 */
export function Markdown({
  text,
  mark,
}: {
  text: string
  mark?: ((word: string) => ComponentChild | undefined) | undefined
}) {
  const tokens = useMemo(() => readMarkdown(text), [text])
  if (tokens) return <div class="markdown">{all(tokens, mark)}</div>
  return (
    <div class="markdown">
      <p class="words" dir="auto">
        {withMarks(text, mark)}
      </p>
    </div>
  )
}

type Mark = ((word: string) => ComponentChild | undefined) | undefined

const all = (tokens: readonly Token[] | undefined, mark: Mark): ComponentChild[] =>
  (tokens ?? []).map((token) => one(token as Tokens.Generic, mark))

function one(token: Tokens.Generic, mark: Mark): ComponentChild {
  const inner = () => all(token.tokens, mark)
  switch (token.type) {
    case 'heading':
      return <Heading depth={token.depth}>{inner()}</Heading>
    case 'paragraph':
      return <p dir="auto">{inner()}</p>
    case 'text':
      return token.tokens ? inner() : withMarks(token.text, mark)
    case 'strong':
      return <strong>{inner()}</strong>
    case 'em':
      return <em>{inner()}</em>
    case 'del':
      return <del>{inner()}</del>
    case 'codespan':
      return <code>{token.text}</code>
    case 'code':
      return (
        <ScrollBox label="Code">
          <pre>
            <code>{token.text}</code>
          </pre>
        </ScrollBox>
      )
    case 'blockquote':
      return <blockquote>{inner()}</blockquote>
    case 'list': {
      const items = (token.items as Tokens.ListItem[]).map((item, at) => (
        <li key={at}>{all(item.tokens, mark)}</li>
      ))
      return token.ordered ? <ol start={Number(token.start) || 1}>{items}</ol> : <ul>{items}</ul>
    }
    case 'table':
      return <Table table={token as Tokens.Table} mark={mark} />
    case 'hr':
      return <hr />
    case 'br':
      return <br />
    case 'link':
      return safeLink(token.href, inner())
    case 'image':
      return safeLink(token.href, [token.text || token.href])
    case 'space':
    case 'def':
    case 'checkbox':
      return null
    case 'escape':
      return token.text
    default:
      return token.raw
  }
}

function Heading({ depth, children }: { depth: number; children: ComponentChild[] }) {
  // The page has the first two levels.
  if (depth <= 1) return <h3>{children}</h3>
  return depth === 2 ? <h4>{children}</h4> : <h5>{children}</h5>
}

function Table({ table, mark }: { table: Tokens.Table; mark: Mark }) {
  return (
    <ScrollBox label="Table">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, at) => (
              <th key={at}>{all(cell.tokens, mark)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, place) => (
                <td key={place}>{all(cell.tokens, mark)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

function safeLink(href: string, children: ComponentChild[]): ComponentChild {
  const url = URL.canParse(href, document.baseURI) ? new URL(href, document.baseURI) : undefined
  const isFile = url?.origin === location.origin && url.pathname.startsWith('/v1/media/')
  const isWeb = url !== undefined && /^(https?|mailto):$/.test(url.protocol) && url.origin !== location.origin
  if (!url || !(isFile || isWeb)) return <span>{children}</span>
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

/** Text with its marks, such as `[s2]` or `[s1, s3]`. */
function withMarks(text: string, mark: Mark): ComponentChild {
  if (!mark) return text
  return text.split(/(\[[A-Za-z]\w{0,31}(?:, ?[A-Za-z]\w{0,31}){0,20}\])/).map((part, at) => {
    if (at % 2 === 0) return part
    const words = part.slice(1, -1).split(/, ?/)
    const marks = words.map(mark)
    return marks.some((found) => found === undefined) ? part : marks
  })
}
