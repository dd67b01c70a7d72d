// Writes what the YAML files in config/ say as JSON, each under the hash of its text: src/config/shipped-content.ts.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'

const profiles = readdirSync('config/profiles').filter((file) => file.endsWith('.yaml'))
const files = ['config/catalog.yaml', ...profiles.map((file) => `config/profiles/${file}`)]
const contents = files.map((file) => {
  const text = readFileSync(file, 'utf8')
  return [createHash('sha256').update(text).digest('hex'), parse(text)]
})
writeFileSync('dist/config/shipped-content.json', JSON.stringify(Object.fromEntries(contents)))
