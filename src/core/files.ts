import { chmod, chown, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** `~/scans` is in the user's folder where no shell has read it. */
export const fromHome = (path: string): string =>
  path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path

/** For files that hold what people asked and were answered: only their owner reads them. */
export const privateFile = 0o600
const privateFolder = 0o700

/**
 * Makes a folder that its owner alone may look into, or makes an existing one so: only for folders that are Switchyard's
 * own, never for one that people name.
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: privateFolder })
  // One that belongs to somebody else stays as it is.
  await chmod(folder, privateFolder).catch(() => undefined)
}

/** Makes a folder where it is missing, with those above it; one that is there stays as it is. */
export async function makeFolderPrivately(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: privateFolder })
}

/**
 * Puts a file, or a link, into its place: readers see the old one or the whole new one. `write` writes it at `temporary`,
 * on the same disk; what a failure leaves there is removed.
 */
export async function replaceFile(
  path: string,
  write: (temporary: string) => Promise<void>,
  temporary = `${path}.${crypto.randomUUID()}`,
): Promise<void> {
  try {
    await write(temporary)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}

/**
 * Writes a text into a file that people have made or may make: one that is there keeps its rights and its owner, and a link
 * to it stays a link. Readers see the old text or the whole new one.
 */
export async function rewriteFile(path: string, text: string): Promise<void> {
  const file = await realpath(path).catch(() => path)
  const before = await stat(file).catch(() => undefined)
  await replaceFile(file, async (temporary) => {
    await writeFile(temporary, text, before && { mode: privateFile })
    if (!before) return
    // Nobody but root may give a file to somebody else.
    await chown(temporary, before.uid, before.gid).catch(() => undefined)
    await chmod(temporary, before.mode & 0o7777)
  })
}
