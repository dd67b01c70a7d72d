import { useEffect, useState } from 'preact/hooks'
import { call, key, type PlacedMedia } from './api.js'

const paths = new Map<string, Promise<string>>()

/** Where a file is found. Where the server asks for keys, the address is signed by it, because pictures send none. */
function findPath(digest: string): Promise<string> {
  if (key.value === '') return Promise.resolve(`v1/media/${digest}`)
  const known =
    paths.get(digest) ??
    call<PlacedMedia>(`v1/media/${digest}/link`).then(({ path }) => path.replace(/^\//, ''))
  paths.set(digest, known)
  known.catch(() => paths.delete(digest))
  return known
}

/** The address of a file; undefined until it is known. */
export function useMediaPath(digest: string): string | undefined {
  const [path, setPath] = useState<string>()
  useEffect(() => {
    let isWanted = true
    findPath(digest).then(
      (found) => isWanted && setPath(found),
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [digest])
  return path
}
