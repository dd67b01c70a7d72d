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
    [/^table/i, 'table'],
  ]
  return names.find(([pattern]) => pattern.test(root))?.[1]
}

/** Characters of a request in which a passage is looked for. */
const mostRead = 20_000

/** What a request gives to work on: the longest passage in quotation marks, else all of its words. */
export function wordsOf(text: string): string | undefined {
  const quoted = [
    ...text.slice(0, mostRead).matchAll(/["“”«„]([^"“”«»„]{4,})["“”»]|(?<!\w)['‘]([^'‘’]{4,})['’](?!\w)/g),
  ]
  const longest = quoted.map((found) => found[1] ?? found[2] ?? '').sort((a, b) => b.length - a.length)[0]
  return longest ?? (text.trim() || undefined)
}
