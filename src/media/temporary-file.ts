import { createHash, randomUUID } from 'node:crypto'
import { readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { hasEnded } from '../core/process/has-ended.js'

/** Files that this process is writing; its end removes them. */
const writing = new Set<string>()
let isWatchingExit = false

/** Tells this process from earlier ones of the same number. */
const token = randomUUID().slice(0, 8)
let ownPlace: string | undefined

/** Where process numbers mean the same: the machine, and the container on it. */
function place(): string {
  ownPlace ??= createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 8)
  return ownPlace
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

/** A path for a file that is written now, in a folder that other processes may use as well. */
export function newTemporaryFile(dir: string): string {
  const path = join(dir, `${place()}-${process.pid}-${token}-${randomUUID()}`)
  writing.add(path)
  if (!isWatchingExit) {
    isWatchingExit = true
    process.on('exit', () => {
      for (const file of writing) rmSync(file, { force: true })
    })
  }
  return path
}

/** The file was moved or removed. */
export function endTemporaryFile(path: string): void {
  writing.delete(path)
}

/** Whether a process has left the file behind: it ran here and is gone. */
export function isLeftBehind(name: string): boolean {
  const [where, pid, by] = name.split('-')
  if (where !== place() || !pid || !/^\d+$/.test(pid)) return false
  if (Number(pid) === process.pid) return by !== token
  return hasEnded(Number(pid))
}
