import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { packageRoot } from '../../config/package-root.js'

/** A file of the page, as it is sent. */
export interface PageFile {
  type: string
  plain: Uint8Array<ArrayBuffer>
  zipped: Uint8Array<ArrayBuffer>
  tag: string
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** The files of the built page by their path; none where it was not built. */
export async function loadPage(
  dir = join(packageRoot, 'dist', 'page'),
): Promise<ReadonlyMap<string, PageFile>> {
  const paths = await readdir(dir, { recursive: true }).catch(() => [])
  const files = new Map<string, PageFile>()
  for (const path of paths) {
    const type = types[extname(path)]
    if (type === undefined) continue
    const plain = new Uint8Array(await readFile(join(dir, path)))
    const zipped = new Uint8Array(await promisify(gzip)(plain))
    const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
    files.set(path.replaceAll('\\', '/'), { type, plain, zipped, tag })
  }
  return files
}
