// Holds the shape of src/ (npm run check): which folder may import from which, nothing loose beside the entry points, few
// files a folder, and one meaning for each exported type name. Biome's `noImportCycles` holds circles.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Each layer imports only from those after it; folders of one layer do not import from one another. */
export const layers = [
  ['cli'],
  ['serve'],
  ['ops'],
  ['queue'],
  ['search'],
  ['batch'],
  ['agent'],
  ['eval'],
  ['answer', 'feedback'],
  ['executors', 'planner'],
  ['routing'],
  ['llm'],
  ['backends'],
  ['plan'],
  ['tools'],
  ['media', 'hub', 'spending'],
  ['http'],
  ['config'],
  ['core'],
]
const entryPoints = ['index.ts', 'testing.ts', 'version.ts']
const maxFiles = 20

/** What is wrong with the shape of a folder of sources, one sentence each. `sources`: text by path, such as `core/text.ts`. */
export function checkShape(sources) {
  const layerOf = (file) => layers.findIndex((layer) => layer.includes(file.split('/')[0]))
  const problems = []
  const types = new Map()
  const counts = new Map()
  for (const [file, text] of sources) {
    const folder = dirname(file)
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
    if (folder === '.') {
      if (!entryPoints.includes(file))
        problems.push(`${file} lies loose in src/; put it into the folder of its concept.`)
      continue
    }
    if (layerOf(file) < 0)
      problems.push(`${file} lies in a folder that is in no layer of scripts/check-shape.mjs.`)
    for (const [, specifier] of text.matchAll(/(?:from|import\(|import)\s*'(\.{1,2}\/[^']+)'/g)) {
      const target = normalize(join(folder, specifier)).replaceAll('\\', '/')
      if (dirname(target) === '.') {
        if (basename(target) !== 'version.js')
          problems.push(`${file} imports ${target}: entry points are for users.`)
        continue
      }
      const isSame = target.split('/')[0] === file.split('/')[0]
      if (!isSame && layerOf(target) <= layerOf(file))
        problems.push(`${file} imports ${target}, which is no layer below it.`)
    }
    for (const [, name] of text.matchAll(
      /^export (?:declare )?(?:abstract )?(?:interface|type|class|enum) (\w+)/gm,
    )) {
      const first = types.get(name)
      if (first)
        problems.push(`${name} is exported by ${first} and by ${file}; give one of them another name.`)
      else types.set(name, file)
    }
  }
  for (const [folder, count] of counts)
    if (count > maxFiles && !folder.startsWith('tools/tasks'))
      problems.push(`${folder}/ holds ${count} files, more than ${maxFiles}; find the concepts in it.`)
  return problems
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../src/', import.meta.url))
  const files = readdirSync(root, { recursive: true }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.d.ts'),
  )
  const sources = files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(root, file), 'utf8')])
  const problems = checkShape(sources)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
}
