import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makePrivateFolder } from '../../core/files.js'

/** How long files that were made and not saved elsewhere are kept for people: seven days. */
export const keptMs = 7 * 86_400_000

/**
 * The folder for what one run made, with real names, apart from the media store that evicts. What was put there longer than
 * `keptMs` ago goes when the next one is opened.
 */
export async function openKeptFolder(
  parent: string,
  { runId, now = Date.now }: { runId: string; now?: () => number },
): Promise<string> {
  await makePrivateFolder(parent)
  await removeOld(parent, now() - keptMs)
  const folder = join(parent, runId.replace(/[^\w-]/g, '_').slice(0, 64))
  await makePrivateFolder(folder)
  return folder
}

async function removeOld(parent: string, before: number): Promise<void> {
  for (const name of await readdir(parent)) {
    const folder = join(parent, name)
    const found = await stat(folder).catch(() => undefined)
    if (found && found.mtimeMs < before)
      await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}
