import type { Modality } from '../../../media/media.js'
import { parseReference, type Reference } from '../../../plan/reference.js'
import type { MendContext } from './mend-scope.js'

/** The file of a name, where a value is nothing but that. */
export function fileNamed(text: string, { scope }: MendContext): string | undefined {
  const name = text.toLowerCase().replace(/^.*[/\\]/, '')
  if (!name) return undefined
  const found = Object.entries(scope.media).find(([, media]) => media.name?.toLowerCase() === name)
  return found && `$${found[0]}`
}

/** A value that is a reference, or was meant to be one: `$s1.text`, `s1.text`, `{{s1.text}}`, `${s1.text}`, `<image1>`. */
export function readReference(text: string, { scope, all, step }: MendContext): Reference | undefined {
  if (text.length > 200 || /\s/.test(text)) return undefined
  const direct = parseReference(text)
  if (direct) return direct
  const inner = /^(?:\{\{|\$\{|\$?\{|<|\[)\$?([^{}<>]*?)(?:\}\}|\}|>|\])$/.exec(text)?.[1] ?? text
  const reference = parseReference(`$${inner.replace(/^\$+/, '')}`) ?? parseReference(prefixOf(inner))
  if (!reference) return undefined
  const isKnown =
    Object.hasOwn(scope.media, reference.root) ||
    [...all, ...scope.earlier].some(({ id }) => id === reference.root) ||
    reference.root === step.id
  return isKnown || text.startsWith('$') ? reference : undefined
}

/** As much of a reference as is well formed. */
const prefixOf = (text: string): string =>
  `$${/^\$*([A-Za-z]\w*(?:\.[A-Za-z_][\w-]*|\[(?:\d+|\*)\])*)/.exec(text)?.[1] ?? ''}`

/** The modality that a made-up name speaks of: `image2`, `audio_file`. */
export function modalityNamed(root: string): Modality | undefined {
  const names: readonly [RegExp, Modality][] = [
    [/^(?:image|img|picture|photo)/i, 'image'],
    [/^(?:audio|sound|recording|speech)/i, 'audio'],
    [/^video/i, 'video'],
    [/^mesh/i, 'mesh'],
    [/^table/i, 'table'],
  ]
  return names.find(([pattern]) => pattern.test(root))?.[1]
}

/** Quotation marks, with those that close what they open. */
const closers: Readonly<Record<string, string>> = {
  '"': '"',
  '“': '”',
  '”': '”',
  '„': '“',
  '«': '»',
  "'": "'",
  '‘': '’',
}

/** What a request gives to work on: the longest passage in quotation marks, else all of its words. */
export function wordsOf(text: string): string | undefined {
  return longestPassage(text) ?? (text.trim() || undefined)
}

/** The longest passage of four characters and more in quotation marks. An apostrophe within a word opens none. */
function longestPassage(text: string): string | undefined {
  let longest = ''
  const unclosed = new Set<string>()
  for (let at = 0; at < text.length; at += 1) {
    const mark = text.charAt(at)
    const closer = Object.hasOwn(closers, mark) ? closers[mark] : undefined
    const isApostrophe = /['‘]/.test(mark) && /\w/.test(text.charAt(at - 1))
    if (closer === undefined || isApostrophe || unclosed.has(closer)) continue
    const end = text.indexOf(closer, at + 1)
    if (end < 0) unclosed.add(closer)
    else {
      const passage = text.slice(at + 1, end)
      if (passage.length >= 4 && passage.length > longest.length) longest = passage
      at = end
    }
  }
  return longest || undefined
}
