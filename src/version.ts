import { createRequire } from 'node:module'
import { z } from 'zod'

const packageFile: unknown = createRequire(import.meta.url)('../package.json')

/** This package's version. */
export const packageVersion: string = z.object({ version: z.string() }).parse(packageFile).version
