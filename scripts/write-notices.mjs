// Writes THIRD-PARTY-NOTICES: every package that is installed with this one, with its licence, and the texts of the
// licences as the packages have them. Run after changing dependencies (npm run notices). With --check nothing is written;
// a package that is missing is an error. Packages for other systems are named without a text of their own.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { licenceTexts, productionPackages } from './licences.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const file = fileURLToPath(new URL('../THIRD-PARTY-NOTICES', import.meta.url))
const packages = productionPackages(root)
const title = ({ name, version, licence }) => `${name} ${version} (${licence ?? 'no licence is named'})`

if (process.argv.includes('--check')) {
  const notices = readFileSync(file, 'utf8')
  const missing = packages.filter((one) => !notices.includes(title(one)))
  for (const one of missing) console.error(`THIRD-PARTY-NOTICES lacks ${title(one)}: npm run notices`)
  if (missing.length > 0) process.exitCode = 1
} else writeFileSync(file, write())

function write() {
  const rule = '-'.repeat(80)
  const texts = new Map()
  for (const one of packages)
    for (const text of licenceTexts(one.folder)) texts.set(text, [...(texts.get(text) ?? []), title(one)])
  const rust = readFileSync(
    fileURLToPath(new URL('../native/sound-decoders/NOTICES', import.meta.url)),
    'utf8',
  ).trim()
  return [
    'Switchyard is installed together with the packages below. Each is under its own licence.',
    packages.map(title).join('\n'),
    rule,
    rust,
    ...[...texts].map(([text, names]) => `${rule}\nOf ${names.join(', ')}:\n\n${text}`),
    '',
  ].join('\n\n')
}
