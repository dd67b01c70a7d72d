import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isLeftBehind } from '../temporary-file.js'

/** No file is written for longer than this. */
const staleMs = 3_600_000

/** Removes the temporary files that processes which were killed have left in a folder. Never fails. */
export async function removeStale(temporary: string, now: number): Promise<void> {
  for (const name of await readdir(temporary).catch(() => [])) {
    const file = join(temporary, name)
    const found = await stat(file).catch(() => undefined)
    if (found && (isLeftBehind(name) || found.mtimeMs < now - staleMs))
      await rm(file, { force: true }).catch(() => undefined)
  }
}
