import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { errnoOf } from '../../core/errno.js'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import type { Media } from '../media.js'
import { extensionOf, knownExtensions, usualExtension } from '../probe/accepted-kinds.js'
import { withNumber } from './file-name.js'

export interface SaveFileOptions {
  /** Where the bytes are. */
  from: string
  media: Pick<Media, 'digest' | 'bytes' | 'mimeType'>
  /** A folder (one that is there, or a path that ends with a slash or has no extension; made when missing), or a file. A device is neither. */
  to: string
  /** What the file is called in a folder. */
  name: string
  /** Permissions of files and folders that are made. Default: those of any file of this user. */
  modes?: { file: number; folder: number } | undefined
}

const mostNumbers = 10_000

/**
 * Copies a medium to where a person wants it, and returns the file's path. Nothing is ever overwritten: where another file
 * has the name, the new one is numbered (`mask-2.png`); where the same bytes are there already, they stay as they are. The
 * extension is that of the content, whatever was asked for: it takes the place of another kind's (`map.jpg`), and follows
 * what is none (`run-2026.11`).
 *
 * @throws SwitchyardError `INVALID_REQUEST` when it can't be written
 */
export async function saveFile({ from, media, to, name, modes }: SaveFileOptions): Promise<string> {
  const targetPath = (await isFolder(to)) ? join(to, name) : withExtension(to, media.mimeType)
  try {
    await mkdir(dirname(targetPath), { recursive: true, mode: modes?.folder })
    for (let number = 1; number <= mostNumbers; number++) {
      const path = withNumber(targetPath, number)
      if ((await copyNew(from, path, modes?.file)) || (await hasBytes(path, media))) return path
    }
  } catch (cause) {
    throw notSaved(targetPath, messageOf(cause), cause)
  }
  throw notSaved(targetPath, `there are ${mostNumbers} files of that name`)
}

function notSaved(path: string, reason: string, cause?: unknown): SwitchyardError {
  return new SwitchyardError(
    'INVALID_REQUEST',
    `${path} can't be written: ${reason}. Name a folder that you may write to.`,
    { cause, details: { path } },
  )
}

/** Whether files go into it under their own names. */
async function isFolder(to: string): Promise<boolean> {
  const found = await stat(to).catch(() => undefined)
  if (found?.isDirectory()) return true
  if (to === '-' || (found && !found.isFile())) throw notSaved(to, 'it is no file and no folder')
  if (found) return false
  return /[\\/]$/.test(to) || extname(to) === ''
}

/** Extensions of files that are not taken in, but that people ask for. */
const otherExtensions = new Set(
  'bmp svg ico heic psd jxl aiff wma avi wmv mpg obj stl ply fbx gltf usdz doc xls ppt rtf odt zip'.split(
    ' ',
  ),
)

/** Another spelling of the content's extension is left alone. */
function withExtension(path: string, mimeType: string): string {
  const extension = extensionOf(mimeType)
  const written = extname(path)
  const wanted = written.slice(1).toLowerCase()
  if (extension === undefined || usualExtension(wanted) === extension) return path
  const isExtension = knownExtensions.has(wanted) || otherExtensions.has(wanted)
  const base = isExtension ? path.slice(0, path.length - written.length) : path
  return `${base.replace(/\.$/, '')}.${extension}`
}

/** False where there is something of that name. */
async function copyNew(from: string, to: string, mode: number | undefined): Promise<boolean> {
  const target = await open(to, 'wx', mode).catch((error: unknown) => {
    if (errnoOf(error) === 'EEXIST') return undefined
    throw error
  })
  if (!target) return false
  try {
    await pipeline(createReadStream(from), target.createWriteStream())
    return true
  } catch (error) {
    await rm(to, { force: true })
    throw error
  }
}

async function hasBytes(path: string, { digest, bytes }: Pick<Media, 'digest' | 'bytes'>): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile() || found.size !== bytes) return false
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex') === digest
}
