import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { type Candidate, candidateSchema } from '../config/candidate.js'
import { shippedCatalog } from '../config/shipped-content.js'
import { errnoOf } from '../core/errno.js'
import { SwitchyardError } from '../core/errors.js'
import { suggestName } from '../core/nearest-names.js'
import { err, ok, type Result } from '../core/result.js'

/** What can be done with what. */
export interface Catalog {
  /** The candidates of a tool, in the order of preference among equals; none for unknown tools. */
  candidates(toolId: string): readonly Candidate[]
}

const listSchema = z.array(candidateSchema)
const entrySchema = z.strictObject({ candidates: listSchema, replace: z.boolean().default(false) })
interface Entry {
  candidates: readonly Candidate[]
  replace: boolean
}

/**
 * Reads catalogue files and merges them in order: the candidates of a later file stand before the earlier ones of the
 * same tool, or take their place with `replace: true`. Paths of `source: folder` are relative to their file.
 *
 * @param knownTools tool ids that a file may name; absent: any
 * @returns an error `INVALID_CONFIG` that lists every problem of the first bad file, each with its line
 */
export async function loadCatalog(
  files: readonly string[],
  { knownTools }: { knownTools?: readonly string[] | undefined } = {},
): Promise<Result<Catalog, SwitchyardError>> {
  const byTool = new Map<string, Candidate[]>()
  for (const file of files) {
    const read = await readCatalog(file, knownTools)
    if (!read.ok) return read
    for (const [tool, { candidates, replace }] of read.value)
      byTool.set(tool, [...candidates, ...(replace ? [] : (byTool.get(tool) ?? []))])
  }
  return ok({ candidates: (toolId) => byTool.get(toolId) ?? [] })
}

async function readCatalog(
  file: string,
  knownTools: readonly string[] | undefined,
): Promise<Result<Map<string, Entry>, SwitchyardError>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const reason = errnoOf(error) ?? String(error)
    return invalid([`${file}: the catalogue can't be read (${reason}). Correct \`catalogs\` in the profile.`])
  }
  const shipped = Object.entries((await shippedCatalog(text)) ?? {})
  // What is wrong with it is said with its line, which the YAML has.
  if (shipped.length > 0 && shipped.every(([tool]) => knownTools?.includes(tool) !== false)) {
    const entries = shipped.map(
      ([tool, candidates]) => [tool, located({ candidates, replace: false }, dirname(file))] as const,
    )
    return ok(new Map(entries))
  }
  const { isMap, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0)
    return invalid(
      document.errors.map(({ pos, message }) => `${file}:${lines.linePos(pos[0]).line}: ${message}`),
    )
  if (document.contents === null) return ok(new Map())
  if (!isMap(document.contents))
    return invalid([`${file}:1: a catalogue is tool ids with lists of candidates under them.`])

  let content: unknown
  try {
    content = document.toJS()
  } catch (error) {
    // Aliases that lead nowhere, or to far too much.
    return invalid([`${file}: ${error instanceof Error ? error.message : error}.`])
  }

  const where = (path: readonly PropertyKey[]) => `${file}:${lineAt(document, lines, path)}`
  const tree = z.record(z.string(), z.unknown()).parse(content)
  const { entries, issues } = entriesIn(tree, { folder: dirname(file), knownTools })
  return issues.length > 0
    ? invalid(issues.map(({ path, problem }) => `${where(path)}: ${problem}`))
    : ok(entries)
}

interface CatalogIssue {
  path: readonly PropertyKey[]
  problem: string
}

/** The entries of a catalogue's content, and what is wrong with it. */
function entriesIn(
  content: Readonly<Record<string, unknown>>,
  { folder, knownTools }: { folder: string; knownTools: readonly string[] | undefined },
): { entries: Map<string, Entry>; issues: CatalogIssue[] } {
  const issues: CatalogIssue[] = []
  const entries = new Map<string, Entry>()
  for (const [tool, value] of Object.entries(content)) {
    if (knownTools && !knownTools.includes(tool))
      issues.push({
        path: [tool],
        problem: `there is no tool "${tool}".${suggestName(tool, knownTools)} \`switchyard tools\` lists them.`,
      })
    const parsed = parseEntry(value)
    if (parsed.ok) entries.set(tool, located(parsed.value, folder))
    else
      for (const issue of parsed.error)
        issues.push({ path: [tool, ...issue.path], problem: describeIssue(tool, issue) })
  }
  return { entries, issues }
}

function parseEntry(value: unknown): Result<Entry, readonly z.core.$ZodIssue[]> {
  if (Array.isArray(value)) {
    const list = listSchema.safeParse(value)
    return list.success ? ok({ candidates: list.data, replace: false }) : err(list.error.issues)
  }
  const entry = entrySchema.safeParse(value)
  return entry.success ? ok(entry.data) : err(entry.error.issues)
}

function located({ candidates, replace }: Entry, folder: string): Entry {
  return {
    replace,
    candidates: candidates.map((candidate) =>
      candidate.source === 'folder' ? { ...candidate, model: resolve(folder, candidate.model) } : candidate,
    ),
  }
}

function describeIssue(tool: string, issue: z.core.$ZodIssue): string {
  const path = [tool, ...issue.path].map(String).join('.')
  if (issue.code !== 'unrecognized_keys') return `${path}: ${issue.message}.`
  const known =
    typeof issue.path.at(-1) === 'number' ? Object.keys(candidateSchema.shape) : ['candidates', 'replace']
  return issue.keys
    .map((key) => `${path}: unknown key "${key}".${suggestName(key, known)} Known: ${known.join(', ')}.`)
    .join(' ')
}

/** The line of the innermost part of a path that the file has. */
function lineAt(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return lines.linePos(Number(node.range[0])).line
  }
  return 1
}

function invalid(problems: readonly string[]): { ok: false; error: SwitchyardError } {
  return err(new SwitchyardError('INVALID_CONFIG', problems.join('\n'), { details: { problems } }))
}
