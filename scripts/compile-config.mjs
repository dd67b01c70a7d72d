// Writes what the YAML files in config/ say as JSON, each under the hash of its text: the profiles as they are, the catalogue
// as its schema reads it. See src/config/shipped-content.ts.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { candidateSchema } from '../dist/config/candidate.js'

const profiles = readdirSync('config/profiles').filter((file) => file.endsWith('.yaml'))
const read = (file) => {
  const text = readFileSync(file, 'utf8')
  return [createHash('sha256').update(text).digest('hex'), parse(text)]
}
const [hash, catalog] = read('config/catalog.yaml')
const shipped = {
  profiles: Object.fromEntries(profiles.map((file) => read(`config/profiles/${file}`))),
  catalogs: { [hash]: z.record(z.string(), z.array(candidateSchema)).parse(catalog) },
}
writeFileSync('dist/config/shipped-content.json', JSON.stringify(shipped))
