// Writes manifest.json for the demo pack and the samples: run after changing them (npm run manifests).
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const sets = { 'models/pictogram': 'demo pack (pictogram)', samples: 'samples' }
for (const [folder, name] of Object.entries(sets)) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'manifest.json' && entry.name !== 'README.md')
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
    .map((path) => {
      const bytes = readFileSync(join(folder, path))
      return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
    })
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify({ name, files }, null, 1)}\n`)
}
