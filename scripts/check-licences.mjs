// Fails where a package that users get with this one is under a licence that may bind their own work, or under none that
// is known. Usage: node scripts/check-licences.mjs [FOLDER WITH package-lock.json]
import { fileURLToPath } from 'node:url'
import { isAccepted, productionPackages } from './licences.mjs'

const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url))
const packages = productionPackages(root)
const refused = packages.filter(({ licence }) => !isAccepted(licence))
for (const { name, version, licence } of refused)
  console.error(`${name} ${version}: ${licence ?? 'no licence is named'}`)
if (refused.length > 0) {
  console.error(
    'Only permissive licences, and those whose copyleft ends at their own files (MPL, LGPL), may be installed by default. Use another package, or make it an optional peer.',
  )
  process.exitCode = 1
}
