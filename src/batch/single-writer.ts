import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { errnoOf } from '../core/errno.js'
import { SwitchyardError } from '../core/errors.js'

/**
 * Keeps two batches on this machine from writing one results file: the second is refused. What holds the place is a
 * socket name that belongs to this process and goes with it, however it dies; macOS has no such names, so there
 * nothing is held. Returns what gives the place up.
 *
 * @throws SwitchyardError `INVALID_REQUEST` when another batch writes to the file
 */
export async function holdResultsFile(path: string): Promise<() => Promise<void>> {
  const release = await holdOnMachine(await trueName(path))
  if (release) return release
  throw new SwitchyardError(
    'INVALID_REQUEST',
    `Another batch is writing to ${path}. Wait until it is done, stop it, or name another file with --out.`,
  )
}

/** Holds a name among the processes of this machine; undefined while another has it. Returns what gives it up. */
export async function holdOnMachine(held: string): Promise<(() => Promise<void>) | undefined> {
  const name = socketName(held)
  if (!name) return async () => {}
  const server = createServer((socket) => socket.destroy())
  try {
    await listen(server, name)
  } catch (cause) {
    return errnoOf(cause) === 'EADDRINUSE' ? undefined : async () => {}
  }
  return () => new Promise((resolve) => server.close(() => resolve()))
}

function listen(server: Server, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(name, resolve)
    server.unref()
  })
}

function socketName(path: string): string | undefined {
  const name = `switchyard-batch-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`
  if (process.platform === 'linux') return `\0${name}`
  return process.platform === 'win32' ? `\\\\?\\pipe\\${name}` : undefined
}

async function trueName(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const folder = await realpath(dirname(path)).catch(() => dirname(path))
    return join(folder, basename(path))
  }
}
