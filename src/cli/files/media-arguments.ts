import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { SwitchyardError } from '../../core/errors.js'
import { fromHome } from '../../core/files.js'
import { formatCount } from '../../core/text.js'
import { fileError } from '../../media/local-file.js'
import { knownExtensions } from '../../media/probe/accepted-kinds.js'
import { requestBehindFiles } from '../meant-as-request.js'

/** What the media arguments of a command stand for. */
export interface NamedMedia {
  /** Paths, URLs and `-`, in the order in which they were named; those of a folder or pattern by name. */
  sources: string[]
  /** What was left out, a sentence each. */
  notes: string[]
}

const isUrl = /^(?:file:|data:|[a-z][a-z0-9+.-]+:\/\/)/i
const byName = new Intl.Collator('en', { numeric: true }).compare
/** Windows writes paths with the sign that patterns escape by. */
const asPattern = (text: string): string => (process.platform === 'win32' ? text.replaceAll('\\', '/') : text)

/**
 * Files for words of a command line: files, URLs and `-` as they are, `@list.txt` for the paths and URLs in it (one a line),
 * a folder for the files in it of kinds that can be taken in (with `recursive` also those further down), a pattern such as
 * `photos/*.jpg` for what it fits. A file of exactly that name always comes first.
 *
 * @throws SwitchyardError `MEDIA_NOT_FOUND` where a file is not there, a pattern or a folder has no file, or a list can't be read;
 *   `INVALID_REQUEST` where a folder may not be read
 */
export async function namedMedia(
  words: readonly string[],
  { recursive = false }: { recursive?: boolean | undefined } = {},
): Promise<NamedMedia> {
  const sources: string[] = []
  const notes: string[] = []
  for (const word of words) {
    if (word === '-' || isUrl.test(word)) sources.push(word)
    else if (word.startsWith('@') && word.length > 1) sources.push(...(await listedIn(word.slice(1))))
    else {
      const found = await stat(word).catch((cause: unknown) => fileError(word, cause))
      if (found instanceof SwitchyardError) sources.push(...(await matching(word, found)))
      else if (found.isDirectory()) {
        const { files, note } = await filesIn(word, { recursive })
        sources.push(...files)
        if (note) notes.push(note)
      } else sources.push(word)
    }
  }
  return { sources, notes }
}

/**
 * The files for the words behind a request.
 *
 * @throws SwitchyardError as `namedMedia` does, and `INVALID_REQUEST` where the request stands behind its files
 */
export function mediaBehind(
  request: string,
  words: readonly string[],
  options: { recursive?: boolean | undefined },
): Promise<NamedMedia> {
  return namedMedia(words, options).catch((problem: unknown) => {
    throw requestBehindFiles([request, ...words]) ?? problem
  })
}

async function listedIn(list: string): Promise<string[]> {
  let text: string
  try {
    text = await readFile(list, 'utf8')
  } catch (cause) {
    throw new SwitchyardError(
      'MEDIA_NOT_FOUND',
      `${fileError(list, cause).message} @FILE names a text file with one path or URL a line; for a file that is called @${list} write ./@${list}.`,
      { cause },
    )
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const paths = lines.filter((line) => line.trim() !== '')
  if (paths.length > 0) return paths.map(fromHome)
  throw new SwitchyardError('MEDIA_NOT_FOUND', `The list ${list} is empty. It takes one path or URL a line.`)
}

async function filesIn(
  folder: string,
  { recursive }: { recursive: boolean },
): Promise<{ files: string[]; note?: string }> {
  const entries = await readdir(folder, { withFileTypes: true, recursive }).catch((cause: unknown) => {
    throw fileError(pathOf(cause) ?? folder, cause)
  })
  const isHidden = (path: string) => path.split(/[\\/]/).some((part) => part.startsWith('.'))
  const all = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isHidden(path.slice(folder.length)))
  const files = all.filter((path) => knownExtensions.has(extname(path).slice(1).toLowerCase())).sort(byName)
  const further = !recursive && entries.some((entry) => entry.isDirectory() && !isHidden(entry.name))
  if (files.length === 0) {
    const next = further ? ' --recursive looks in the folders below it, too.' : ''
    throw new SwitchyardError('MEDIA_NOT_FOUND', `There is no file in ${folder} that can be taken in.${next}`)
  }
  const left = all.length - files.length
  const others = left > 0 ? `; ${left} of other kinds ${left === 1 ? 'is' : 'are'} left out` : ''
  const below = further ? ' The folders below it are left out: --recursive looks in them, too.' : ''
  const note = `${folder}: ${formatCount(files.length, 'file')}${others}.${below}`
  return { files, ...((others || below) && { note }) }
}

/** What could not be read: it may be a folder further down. */
const pathOf = (cause: unknown): string | undefined =>
  cause instanceof Error && 'path' in cause && typeof cause.path === 'string' ? cause.path : undefined

async function matching(word: string, problem: SwitchyardError): Promise<string[]> {
  const { glob, isDynamicPattern } = await import('tinyglobby')
  if (!isDynamicPattern(asPattern(word))) throw problem
  const files = await glob(asPattern(word), { expandDirectories: false })
  if (files.length > 0) return files.sort(byName)
  throw new SwitchyardError('MEDIA_NOT_FOUND', `No file fits ${word}. Check the pattern and the folder.`)
}
