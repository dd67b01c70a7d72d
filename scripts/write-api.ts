// Writes docs/api.md from the TSDoc of what the package's entry points export (npm run api). A test checks that the page
// is current and that each export says what it is.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  type ClassDeclaration,
  type ExportedDeclarations,
  type JSDoc,
  Node,
  Project,
  type PropertySignature,
  type Signature,
  type Type,
  ts,
} from 'ts-morph'

const entryPoints = [
  { name: 'switchyard', file: 'src/index.ts', says: 'Answers requests in your own process.' },
  { name: 'switchyard/queue', file: 'src/queue/index.ts', says: 'Hands requests to workers behind Redis.' },
  { name: 'switchyard/testing', file: 'src/testing.ts', says: 'Doubles for the tests of your program.' },
]
const page = fileURLToPath(new URL('../docs/api.md', import.meta.url))

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
  const root = fileURLToPath(new URL('..', import.meta.url))
  const project = new Project({ tsConfigFilePath: `${root}tsconfig.json` })
  const exported = entryPoints.map((point) => {
    const source = project.getSourceFileOrThrow(`${root}${point.file}`)
    const entries = [...source.getExportedDeclarations()].map(([name, [declaration]]) => {
      if (!declaration) throw new Error(`${name} of ${point.file} has no declaration.`)
      return { name, declaration }
    })
    return { ...point, entries }
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

/** The comments of a declaration; those of a `const` stand before its statement. */
function docsOf(declaration: Node): JSDoc[] {
  const owner = Node.isVariableDeclaration(declaration) ? declaration.getVariableStatement() : declaration
  return owner && Node.isJSDocable(owner) ? owner.getJsDocs() : []
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

/** How it is declared, without bodies; comments of members stay. */
function formOf(name: string, declaration: ExportedDeclarations, known: ReadonlyMap<string, string>): string {
  if (Node.isInterfaceDeclaration(declaration)) return bare(declaration.getText())
  if (Node.isTypeAliasDeclaration(declaration)) {
    if (!isInferred(declaration)) return bare(declaration.getText())
    return `type ${name} =${shapeOf(declaration.getType(), declaration, known)}`
  }
  if (Node.isClassDeclaration(declaration)) return classForm(declaration)
  const [signature] = declaration.getType().getCallSignatures()
  return signature
    ? `function ${name}${signatureForm(signature, declaration)}`
    : `const ${name}: ${typeText(declaration.getType(), declaration)}`
}

/** Whether its text shows nothing: it is taken from a schema or a list. */
const isInferred = (declaration: ExportedDeclarations) =>
  Node.isTypeAliasDeclaration(declaration) &&
  /^(z\.infer|\(typeof)\b/.test(declaration.getTypeNode()?.getText() ?? '')

const bare = (text: string) =>
  text.replace(/^export (declare )?/, '').replace(/^\s*\/\/ biome-ignore.*\n/gm, '')

const typeText = (type: Type, place: Node) => withoutImports(type.getText(place))
const expandedText = (type: Type, place: Node) =>
  withoutImports(type.getText(place, ts.TypeFormatFlags.InTypeAlias | ts.TypeFormatFlags.NoTruncation))
const withoutImports = (text: string) =>
  text.replace(/import\("[^"]*"\)\./g, '').replace(/\{ \[x: string\]: (\w+); \}/, 'Record<string, $1>')

function signatureForm(signature: Signature, place: Node): string {
  const written = signature.getDeclaration()
  const isGeneric = Node.isTypeParametered(written)
  const generics = isGeneric ? written.getTypeParameters().map((parameter) => parameter.getText()) : []
  const params = signature.getParameters().map((symbol) => {
    const [parameter] = symbol.getDeclarations()
    if (!Node.isParameterDeclaration(parameter)) return symbol.getName()
    const isDestructured = Node.isObjectBindingPattern(parameter.getNameNode())
    const type = parameter.getTypeNode()?.getText() ?? typeText(parameter.getType(), place)
    return `${isDestructured ? 'options' : parameter.getName()}${parameter.isOptional() ? '?' : ''}: ${type}`
  })
  const result = written.getReturnTypeNode()?.getText() ?? typeText(signature.getReturnType(), place)
  return `${generics.length > 0 ? `<${generics.join(', ')}>` : ''}(${params.join(', ')}): ${result}`
}

function classForm(declaration: ClassDeclaration): string {
  const members = declaration.getMembers().flatMap((member) => {
    const body =
      Node.isMethodDeclaration(member) || Node.isConstructorDeclaration(member) ? member.getBody() : undefined
    const text = body ? member.getText().slice(0, body.getStart() - member.getStart()) : member.getText()
    return [...docsOf(member).map((doc) => doc.getText()), text].map((line) => `  ${line.trim()}`)
  })
  const base = declaration.getExtends()?.getText()
  return `class ${declaration.getName()}${base ? ` extends ${base}` : ''} {\n${members.join('\n')}\n}`
}

/** The fields of a type that is inferred from a zod schema, with the comments of the schema; the members of a union. */
function shapeOf(type: Type, place: Node, known: ReadonlyMap<string, string>): string {
  if (type.isUnion())
    return type
      .getUnionTypes()
      .map((one) => `\n  | ${typeText(one, place)}`)
      .join('')
  const fields = type.getProperties().map((property) => {
    const [written] = property.getDeclarations()
    const comment = written?.getLeadingCommentRanges().map((range) => `  ${range.getText()}\n`) ?? []
    const text = typeText(property.getTypeAtLocation(place), place).replace(/ \| undefined$/, '')
    const value = text.replace(/\[\]$/, '')
    const named = known.get(value)
    const list = value === text ? '' : '[]'
    return `${comment.join('')}  ${property.getName()}${property.isOptional() ? '?' : ''}: ${named ?? value}${list}`
  })
  return ` {\n${fields.join('\n')}\n}`
}

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
