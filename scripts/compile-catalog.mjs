// Writes what config/catalog.yaml says as JSON, with the hash of the text that it is true of: src/config/shipped-catalog.ts.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'

const text = readFileSync('config/catalog.yaml', 'utf8')
const sha256 = createHash('sha256').update(text).digest('hex')
writeFileSync('dist/config/shipped-catalog.json', JSON.stringify({ sha256, content: parse(text) }))
