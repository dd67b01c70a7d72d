import { randomUUID } from 'node:crypto'
import { chmod, mkdir, rename, rm } from 'node:fs/promises'

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
  temporary = `${path}.${randomUUID()}`,
): Promise<void> {
  try {
    await write(temporary)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}
