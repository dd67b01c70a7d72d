import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { trimEndOf } from '../../core/trim-end.js'
import { knownExtensions } from '../../media/probe/accepted-kinds.js'
import { shellWord } from './shell-word.js'

/** Words of a request that are looked up at most. */
const mostLooked = 20

/**
 * Files that a request speaks of by their paths, of kinds that can be attached. They are not taken in for that: text may be
 * pasted, and a file is sent only where it was named as one.
 */
export async function findUnattached(text: string): Promise<string[]> {
  const words = text.slice(0, 4000).match(/[^\s"'`«»“”()<>,;]+/g) ?? []
  const paths = words
    .map((word) => trimEndOf(word, '.?!:'))
    .filter((word) => knownExtensions.has(extname(word).slice(1).toLowerCase()))
  const found = await Promise.all(
    [...new Set(paths)].slice(0, mostLooked).map(async (path) => {
      const file = await stat(path).catch(() => undefined)
      return file?.isFile() ? [path] : []
    }),
  )
  return found.flat()
}

/** What to say of them, with how they are attached; undefined where there are none. */
export function describeUnattached(
  paths: readonly string[],
  attach: (paths: string) => string,
): string | undefined {
  if (paths.length === 0) return undefined
  const quoted = paths.map(shellWord).join(' ')
  const [is, it] = paths.length === 1 ? ['is a file', 'it is'] : ['are files', 'they are']
  return `${paths.join(', ')} ${is} here, but ${it} not attached: ${attach(quoted)}`
}
