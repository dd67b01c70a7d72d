import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { isRecord } from '../core/json.js'
import type { Candidate } from './candidate.js'
import { packageRoot } from './package-root.js'

const profileSchema = z.record(z.string(), z.unknown())
/** Candidates by tool. The build has checked them. */
const catalogSchema = z.custom<Readonly<Record<string, readonly Candidate[]>>>((value) => isRecord(value))
/** Each by the SHA-256 of its text. */
const shippedSchema = z.object({
  profiles: z.record(z.string(), profileSchema),
  catalogs: z.record(z.string(), catalogSchema),
})

let shipped: Promise<z.infer<typeof shippedSchema>> | undefined

/**
 * What a YAML text says, if it is one of the package's own profiles, as the build has read it: reading that much YAML takes
 * longer than most of a start. Undefined for any other text, an edited one too.
 */
export async function shippedProfile(text: string): Promise<z.infer<typeof profileSchema> | undefined> {
  shipped ??= readShipped()
  return (await shipped).profiles[hashOf(text)]
}

/** The candidates of a catalogue's text, if it is the package's own. Undefined for any other text, an edited one too. */
export async function shippedCatalog(text: string): Promise<z.infer<typeof catalogSchema> | undefined> {
  shipped ??= readShipped()
  return (await shipped).catalogs[hashOf(text)]
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

async function readShipped(): Promise<z.infer<typeof shippedSchema>> {
  try {
    const file = join(packageRoot, 'dist/config/shipped-content.json')
    return shippedSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    // Nothing is lost: the YAML itself is read then.
    return { profiles: {}, catalogs: {} }
  }
}
