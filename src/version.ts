import { createRequire } from 'node:module'

const packageFile: { version: string } = createRequire(import.meta.url)('../package.json')

/** This package's version. */
export const packageVersion: string = packageFile.version
