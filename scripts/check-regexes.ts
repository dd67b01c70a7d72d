// Holds that no regular expression of src takes time that grows faster than its input. Each is given to recheck, which
// knows exponential and polynomial ones. Exceptions are in regex-exceptions.json, with the reason for each.
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { runInNewContext } from 'node:vm'
import { type ParserOptions, parse } from '@babel/parser'
import { check } from 'recheck'
import { z } from 'zod'

interface Found {
  file: string
  source: string
  flags: string
}

/** A node of the syntax tree, as far as this script looks. */
const nodeSchema = z.looseObject({ type: z.string() })
type SyntaxNode = z.infer<typeof nodeSchema>

const root = fileURLToPath(new URL('..', import.meta.url))
const reason = z.string().min(20)
/** One pattern of a file, or all patterns of a folder that are not exponential: there the text is short. */
const exceptionsSchema = z.array(
  z.union([
    z.strictObject({ file: z.string(), pattern: z.string(), reason }),
    z.strictObject({ folder: z.string(), reason }),
  ]),
)
const exceptions = exceptionsSchema.parse(
  JSON.parse(await readFile(new URL('regex-exceptions.json', import.meta.url), 'utf8')),
)
/** Programs: importing them runs them. */
const programs = /^src\/(?:cli\/main|.*\/(?:host|hash-thread))\.ts$/
const parserOptions: ParserOptions = { sourceType: 'module', plugins: ['typescript'] }

/** The literals of a file, and the patterns that it gives to `RegExp` as text, with `x` for what is only known later. */
function findPatterns(file: string, code: string): Found[] {
  const found: Found[] = []
  visit(parse(code, parserOptions).program, (node) => {
    if (node.type === 'RegExpLiteral') found.push({ file, ...literalSchema.parse(node) })
    const isCall = node.type === 'NewExpression' || node.type === 'CallExpression'
    if (!isCall || nodeSchema.safeParse(node.callee).data?.name !== 'RegExp') return
    const [pattern, flags] = z.array(nodeSchema).parse(node.arguments)
    const source = textOf(pattern)
    if (source !== undefined) found.push({ file, source, flags: textOf(flags) ?? '' })
  })
  return found
}

const literalSchema = z
  .object({ pattern: z.string(), flags: z.string() })
  .transform(({ pattern, flags }) => ({ source: pattern, flags }))
const quasiSchema = z.array(z.object({ value: z.object({ cooked: z.string() }) }))

function textOf(node: SyntaxNode | undefined): string | undefined {
  if (node?.type === 'StringLiteral') return z.string().parse(node.value)
  if (node?.type !== 'TemplateLiteral') return undefined
  return quasiSchema
    .parse(node.quasis)
    .map(({ value }) => value.cooked)
    .join('x')
}

function visit(value: unknown, look: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) {
    for (const one of value) visit(one, look)
    return
  }
  const node = nodeSchema.safeParse(value)
  if (!node.success) return
  look(node.data)
  for (const child of Object.values(node.data)) if (typeof child === 'object') visit(child, look)
}

/** What the modules make with `new RegExp` when they are loaded, put together from however many parts. */
async function catchMade(files: readonly string[]): Promise<Found[]> {
  const made: Found[] = []
  let loading = ''
  const plain = globalThis.RegExp
  globalThis.RegExp = new Proxy(plain, {
    construct(target, args, newTarget) {
      const pattern: unknown = Reflect.construct(target, args, newTarget)
      const isOurs = new Error().stack?.split('\n')[2]?.includes(`${root}src/`)
      if (pattern instanceof plain && isOurs)
        made.push({ file: loading, source: pattern.source, flags: pattern.flags })
      return Object(pattern)
    },
  })
  for (const file of files) {
    loading = file
    await import(pathToFileURL(join(root, file)).href)
  }
  globalThis.RegExp = plain
  return made
}

const names = await readdir(join(root, 'src'), { recursive: true })
const files = names
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .map((name) => join('src', name))
const codes = await Promise.all(
  files.map(async (file) => [file, await readFile(join(root, file), 'utf8')] as const),
)
const withRegExp = codes.filter(([file, code]) => code.includes('new RegExp(') && !programs.test(file))
const all = [
  ...codes.flatMap(([file, code]) => findPatterns(relative(root, join(root, file)), code)),
  ...(await catchMade(withRegExp.map(([file]) => file))),
]
const patterns = [...new Map(all.map((one) => [`${one.file} ${one.source} ${one.flags}`, one])).values()]

/**
 * What recheck said before, by the digest of a pattern: some take it seconds. It is kept in the repository, as a lock file
 * is, so that a clean checkout asks only of patterns that are new. Another version of recheck is asked anew.
 */
const verdictsFile = new URL('regex-verdicts.json', import.meta.url)
const recheck = await readFile(new URL('../node_modules/recheck/package.json', import.meta.url), 'utf8')
const { version } = z.object({ version: z.string() }).parse(JSON.parse(recheck))
const verdictsSchema = z.object({ recheck: z.literal(version), verdicts: z.record(z.string(), z.string()) })
const before = await readFile(verdictsFile, 'utf8').then(
  (text) => verdictsSchema.safeParse(JSON.parse(text)).data?.verdicts ?? {},
  () => ({}),
)
const known = new Map(Object.entries(before))
const verdicts = new Map<string, string>()

/** Nothing for a pattern that is linear, else what is wrong with it. */
async function judge(source: string, flags: string): Promise<string> {
  const key = createHash('sha256').update(`/${source}/${flags}`).digest('hex').slice(0, 16)
  const verdict = known.get(key) ?? (await findAttack(source, flags))
  // What ran out of time may not do so the next time.
  if (!verdict.includes('(timeout)')) verdicts.set(key, verdict)
  return verdict
}

async function findAttack(source: string, flags: string): Promise<string> {
  const first = await check(source, flags, { timeout: 20_000, randomSeed: 1 })
  // On a crowded machine a few take longer.
  const isLate = first.status === 'unknown' && first.error.kind === 'timeout'
  const result = isLate ? await check(source, flags, { timeout: 120_000, randomSeed: 1 }) : first
  if (result.status === 'safe') return ''
  if (result.status === 'unknown') return `not known to be linear (${result.error.kind})`
  const { string, pattern } = result.attack
  return isSlow(new RegExp(source, flags), string)
    ? `${result.complexity.summary}, with ${pattern.slice(0, 200)}`
    : ''
}

/** Attacks are made to take a thousand million steps; those that the engine is done with at once are none. */
const slowMs = 100
const mostMs = 2000

/** Whether an attack works. What a search says is confirmed here, because it errs, and more so on a busy machine. */
function isSlow(pattern: RegExp, text: string): boolean {
  const { user: before } = process.cpuUsage()
  try {
    runInNewContext('pattern.test(text)', { pattern, text }, { timeout: mostMs })
  } catch {
    return true
  }
  return (process.cpuUsage().user - before) / 1000 > slowMs
}

const problems: string[] = []
const used = new Set<object>()
const waiting = [...patterns]
async function work(): Promise<void> {
  for (let one = waiting.shift(); one; one = waiting.shift()) {
    const { file, source, flags } = one
    const verdict = await judge(source, flags)
    if (verdict === '') continue
    const exception = exceptions.find((known) =>
      'folder' in known
        ? file.startsWith(known.folder) && !verdict.startsWith('exponential')
        : known.pattern === source && known.file === file,
    )
    if (exception) used.add(exception)
    else problems.push(`${file}: /${source}/${flags} is ${verdict}`)
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work))
const sorted = Object.fromEntries([...verdicts].sort(([one], [other]) => (one < other ? -1 : 1)))
await writeFile(verdictsFile, `${JSON.stringify({ recheck: version, verdicts: sorted }, undefined, 2)}\n`)
// What the search finds may differ from machine to machine, so that this is no problem by itself.
for (const exception of exceptions)
  if (!used.has(exception))
    process.stderr.write(`regex-exceptions.json: not needed: ${JSON.stringify(exception)}\n`)
for (const problem of problems.sort()) process.stderr.write(`${problem}\n`)
process.stdout.write(`${patterns.length} regular expressions, ${problems.length} problems\n`)
process.exit(problems.length > 0 ? 1 : 0)
