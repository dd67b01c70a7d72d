// Says whether what a build step made is of the files that are there now, so that a second build in a row costs nothing.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * `file`: where the stamp lies, among what the step makes. `paths`: the files, and folders with all that is in them, that it is
 * made of, as seen from the root of this package; the packages that it takes up are of the versions in the lock file.
 */
export function buildStamp(file, paths) {
  const hash = createHash('sha256')
  for (const path of [...paths, 'package-lock.json'].flatMap(filesIn).sort())
    hash.update(path).update(readFileSync(join(root, path)))
  const wanted = hash.digest('hex')
  const stamp = join(root, file)
  return {
    isCurrent: existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted,
    write: () => writeFileSync(stamp, wanted),
  }
}

function filesIn(path) {
  if (statSync(join(root, path)).isFile()) return [path]
  return readdirSync(join(root, path), { recursive: true })
    .map((name) => join(path, name))
    .filter((name) => statSync(join(root, name)).isFile())
}
