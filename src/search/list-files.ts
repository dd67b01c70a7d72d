import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { extname, isAbsolute, join, relative, resolve } from 'node:path'
import { errnoOf } from '../core/errno.js'
import { messageOf, SwitchyardError } from '../core/errors.js'

/** Files to look in. */
export interface ListedFiles {
  /** Absolute paths, each once. */
  files: string[]
  /** Folders that can't be read, and links that lead elsewhere, a sentence each. */
  problems: string[]
}

/**
 * The files with these extensions in folders, those further down included, hidden ones left out; files that are named themselves as they
 * are, but for those with an extension of another kind. A link counts where it leads to a file in one of these folders: none leads out of them.
 *
 * @throws SwitchyardError `MEDIA_NOT_FOUND` when one of the paths can't be read
 */
export async function listFiles(
  paths: readonly string[],
  extensions: ReadonlySet<string>,
  {
    otherKinds = new Set(),
    list = (folder) => readdir(folder, { withFileTypes: true }),
  }: {
    /** Extensions of files that something else reads. */
    otherKinds?: ReadonlySet<string>
    /** Reads one folder. */
    list?: (folder: string) => Promise<Dirent[]>
  } = {},
): Promise<ListedFiles> {
  const found = new Set<string>()
  const problems: string[] = []
  const named = [...new Set(paths.map((path) => resolve(path)))]
  const roots = await Promise.all(named.map((path) => realpath(path).catch(() => path)))
  const extensionIn = (path: string) => extname(path).slice(1).toLowerCase()
  const fits = (path: string) => extensions.has(extensionIn(path))
  const isOther = (path: string) => otherKinds.has(extensionIn(path)) && !fits(path)

  /** Whether a link leads to a file in the folders; where it leads elsewhere, that is a problem. */
  const staysInside = async (link: string): Promise<boolean> => {
    const target = await realpath(link).catch(() => undefined)
    const isInside = target !== undefined && roots.some((root) => isVisibleIn(root, target))
    if (!isInside) problems.push(`${link} is a link that leads to no file in the folders.`)
    return isInside && (await stat(link)).isFile()
  }

  const filesIn = async (folder: string, entries: readonly Dirent[]): Promise<string[]> => {
    const files: string[] = []
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (entry.name.startsWith('.')) continue
      if (entry.isDirectory())
        try {
          files.push(...(await filesIn(path, await list(path))))
        } catch (cause) {
          problems.push(`The folder ${path} can't be read: ${reasonOf(cause)}.`)
        }
      else if (fits(path) && (entry.isFile() || (entry.isSymbolicLink() && (await staysInside(path)))))
        files.push(path)
    }
    return files
  }

  for (const path of named)
    try {
      const isFolder = (await stat(path)).isDirectory()
      const files = isFolder ? await filesIn(path, await list(path)) : [path].filter((one) => !isOther(one))
      for (const file of files.sort()) found.add(file)
    } catch (cause) {
      const isMissing = ['ENOENT', 'ENOTDIR'].includes(errnoOf(cause) ?? '')
      const what = isMissing
        ? `There is no file or folder ${path}. Check the path.`
        : `${path} can't be read: ${reasonOf(cause)}.`
      throw new SwitchyardError('MEDIA_NOT_FOUND', what, { cause })
    }
  return { files: [...found], problems: [...new Set(problems)] }
}

function isVisibleIn(root: string, path: string): boolean {
  const way = relative(root, path)
  return !isAbsolute(way) && !way.split(/[\\/]/).some((part) => part.startsWith('.'))
}

/** Why a folder can't be read, without the words of the system where they are known. */
function reasonOf(cause: unknown): string {
  const code = errnoOf(cause)
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it'
  return messageOf(cause)
}
