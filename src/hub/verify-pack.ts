import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { packageRoot } from '../config/package-root.js'
import { notAFile } from './regular-file.js'

const manifestSchema = z.object({
  name: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.int(), sha256: z.string() })),
})

/** The outcome of checking one set of files. */
export interface Verified {
  name: string
  files: number
  bytes: number
  /** What is wrong, in words; empty when all is well. */
  problems: string[]
}

/** Manifests of what comes with the package: the demo pack and its samples. */
export const packManifests = ['models/pictogram/manifest.json', 'samples/manifest.json'].map((file) =>
  join(packageRoot, file),
)

/** Checks the files a manifest lists, by size and SHA-256. Never throws for what is wrong with the files. */
export async function verifyManifest(file: string): Promise<Verified> {
  const { name, files } = manifestSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  const problems: string[] = []
  for (const { path, bytes, sha256 } of files) {
    const measured = await digestFile(join(dirname(file), path)).catch(
      (error: NodeJS.ErrnoException) => error,
    )
    if (measured instanceof Error)
      problems.push(`${path}: ${measured.code === 'ENOENT' ? 'missing' : measured.message}`)
    else if (measured.bytes !== bytes) problems.push(`${path}: ${measured.bytes} bytes, should be ${bytes}`)
    else if (measured.sha256 !== sha256) problems.push(`${path}: SHA-256 differs`)
  }
  return { name, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), problems }
}

/** Size and SHA-256 of a file, read as a stream. */
async function digestFile(path: string): Promise<{ bytes: number; sha256: string }> {
  if (!(await stat(path)).isFile()) throw new Error(notAFile)
  const hash = createHash('sha256')
  const stream = createReadStream(path)
  await pipeline(stream, hash)
  return { bytes: stream.bytesRead, sha256: hash.digest('hex') }
}
