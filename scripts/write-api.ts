// Writes docs/api.md from the TSDoc of what the package's entry points export (npm run api). A test checks that the page
// is current and that each export says what it is.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type ExportedDeclarations, type JSDoc, Node, Project, type PropertySignature } from 'ts-morph'
import { z } from 'zod'
import { docsOf, expandedText, formOf, isInferred } from './declaration-form.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const { name: packageName, exports } = z
  .object({ name: z.string(), exports: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(`${root}package.json`, 'utf8')))
/** Names that can be imported, and the sources behind them. */
const entryPoints = Object.entries(exports).flatMap(([path, target]) => {
  const { data } = z.object({ types: z.string() }).safeParse(target)
  if (!data) return []
  return [
    { name: packageName + path.slice(1), file: data.types.replace('./dist', 'src').replace('.d.ts', '.ts') },
  ]
})
const page = `${root}docs/api.md`

/** An export of an entry point. */
interface ApiEntry {
  name: string
  /** Whether it exists when the program runs; otherwise it is a type. */
  isValue: boolean
  /** Its section of the page. */
  text: string
}

/** The page, and what is undocumented: one sentence each. */
export function describeApi(): { text: string; problems: string[] } {
  const project = new Project({
    tsConfigFilePath: `${root}tsconfig.json`,
    skipAddingFilesFromTsConfig: true,
  })
  const exported = entryPoints.map((point) => {
    const source = project.addSourceFileAtPath(`${root}${point.file}`)
    const entries = [...source.getExportedDeclarations()].map(([name, [declaration]]) => {
      if (!declaration) throw new Error(`${name} of ${point.file} has no declaration.`)
      return { name, declaration }
    })
    const [comment] = source.getStatements()[0]?.getLeadingCommentRanges() ?? []
    return { ...point, entries, says: comment?.getText().replace(/^\/\/ /, '') ?? '' }
  })
  const all = exported.flatMap(({ entries }) => entries)
  const problems = all.flatMap(({ name, declaration }) => findUndocumented(name, declaration))
  /** Names of inferred types, by what the compiler writes for them. */
  const known = new Map(
    all
      .filter(({ declaration }) => isInferred(declaration))
      .map(({ name, declaration }) => [expandedText(declaration.getType(), declaration), name]),
  )
  const anchorOf = countAnchors()
  const sections = exported.map(({ name, says, entries }) => {
    const sections = entries
      .map((entry) => describeExport(entry.name, entry.declaration, known))
      .sort((a, b) => Number(b.isValue) - Number(a.isValue) || a.name.localeCompare(b.name))
      .map((entry) => ({ ...entry, anchor: anchorOf(entry.name) }))
    const list = (isValue: boolean) =>
      sections
        .filter((entry) => entry.isValue === isValue)
        .map((entry) => `[\`${entry.name}\`](#${entry.anchor})`)
        .join(' · ')
    const index = [`Functions and classes: ${list(true)}`, `Types: ${list(false)}`]
    return [`## ${name}`, says, ...index, ...sections.map(({ text }) => text)].join('\n\n')
  })
  const text = `# API reference

This page is made by \`npm run api\` from the comments in \`src/\`. [The SDK](sdk.md) and [the queue](queue.md) tell the same
in order, with programs. Times are in milliseconds and prices in US dollars unless a line says otherwise.

${sections.join('\n\n')}
`
  return { text, problems }
}

/** Names of headings in links; GitHub numbers those that come again. */
function countAnchors(): (heading: string) => string {
  const seen = new Map<string, number>()
  return (heading) => {
    const anchor = heading.toLowerCase()
    const count = seen.get(anchor) ?? 0
    seen.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  }
}

function describeExport(
  name: string,
  declaration: ExportedDeclarations,
  known: ReadonlyMap<string, string>,
): ApiEntry {
  const isValue = !Node.isInterfaceDeclaration(declaration) && !Node.isTypeAliasDeclaration(declaration)
  const docs = docsOf(declaration)
  const parts = [
    `### ${name}`,
    describeDocs(docs),
    `\`\`\`typescript\n${formOf(name, declaration, known)}\n\`\`\``,
    ...examplesOf(docs),
  ]
  return { name, isValue, text: parts.filter((part) => part !== '').join('\n\n') }
}

const plain = (text: string) =>
  text
    .trim()
    .replace(/\{@link ([^}]+)\}/g, (_all, name: string) => `\`${name.trim()}\``)
    .replace(/\s*\n\s*(?!\n|-)/g, ' ')

function describeDocs(docs: readonly JSDoc[]): string {
  const tags = docs.flatMap((doc) => doc.getTags())
  const say = (tag: string, word: string) =>
    tags
      .filter((one) => one.getTagName() === tag)
      .map((one) => `${word} ${plain(one.getCommentText() ?? '')}`)
  const params = tags.flatMap((tag) =>
    Node.isJSDocParameterTag(tag)
      ? [`- \`${tag.getName()}\`: ${plain(tag.getCommentText() ?? '').replace(/^- /, '')}`]
      : [],
  )
  return [
    ...docs.map((doc) =>
      doc
        .getDescription()
        .trim()
        .split(/\n\s*\n/)
        .map(plain)
        .join('\n\n'),
    ),
    params.join('\n'),
    ...say('returns', '**Returns**'),
    ...say('default', '**Default:**'),
    ...say('throws', '**Throws**'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const examplesOf = (docs: readonly JSDoc[]): string[] =>
  docs
    .flatMap((doc) => doc.getTags())
    .filter((tag) => tag.getTagName() === 'example')
    .map((tag) => (tag.getCommentText() ?? '').trim())

/** What has no comment: the export itself, and members of options. */
function findUndocumented(name: string, declaration: ExportedDeclarations): string[] {
  const isSaid = (node: Node) => docsOf(node).some((doc) => doc.getDescription().trim() !== '')
  const members: PropertySignature[] =
    Node.isInterfaceDeclaration(declaration) && name.endsWith('Options') ? declaration.getProperties() : []
  return [
    ...(isSaid(declaration) ? [] : [`${name} has no comment that says what it is.`]),
    ...members
      .filter((member) => !isSaid(member))
      .map((member) => `${name}.${member.getName()} has no comment that says what it is.`),
  ]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { text, problems } = describeApi()
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
  else if (!process.argv.includes('--check')) writeFileSync(page, text)
  else if (readFileSync(page, 'utf8') !== text) {
    console.error('docs/api.md is out of date: npm run api')
    process.exitCode = 1
  }
}
