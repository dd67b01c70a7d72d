import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { packageRoot } from './package-root.js'

const contentSchema = z.record(z.string(), z.unknown())
/** By the SHA-256 of the text. */
const shippedSchema = z.record(z.string(), contentSchema)

let shipped: Promise<z.infer<typeof shippedSchema>> | undefined

/**
 * What a YAML text says, if it is the package's own catalogue or one of its profiles, as the build has read it: reading
 * that much YAML takes longer than most of a start. Undefined for any other text, an edited one too.
 */
export async function shippedContent(text: string): Promise<z.infer<typeof contentSchema> | undefined> {
  shipped ??= readShipped()
  const content = await shipped
  return content[createHash('sha256').update(text).digest('hex')]
}

async function readShipped(): Promise<z.infer<typeof shippedSchema>> {
  try {
    const file = join(packageRoot, 'dist/config/shipped-content.json')
    return shippedSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    // Nothing is lost: the YAML itself is read then.
    return {}
  }
}
