import { placeholdersIn } from '../../../media/placeholders.js'
import type { SentChat } from './sent-chat.js'

/**
 * What is asked, with `{image1}` where a file stands between the words, so that a model that sees is shown it there. Words that
 * have such places of their own stay as they are.
 *
 * @param names what the run calls the files, in their order
 */
export function textInOrder({ text, inOrder }: SentChat, names: readonly string[]): string {
  if (!inOrder || placeholdersIn(text).length > 0) return text
  let placed = ''
  for (const [at, part] of inOrder.entries()) {
    const isFile = typeof part === 'number'
    const said = isFile ? `{${names[part] ?? ''}}` : part.trim()
    if (said === '') continue
    placed += `${placed === '' ? '' : gap(placed, said, isFile || typeof inOrder[at - 1] === 'number')}${said}`
  }
  return placed
}

/** What stands between two parts: nothing before a mark, a line where a sentence begins, else a space; texts stay apart. */
function gap(before: string, next: string, isBesideFile: boolean): string {
  if (!isBesideFile) return '\n\n'
  if (/^[.,;:!?)]/.test(next)) return ''
  return before.endsWith('}') && /^\p{Lu}/u.test(next) ? '\n' : ' '
}
