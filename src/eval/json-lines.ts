import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'

const shownProblems = 5

/** The objects of a JSONL file, or of a file with one JSON array. All lines that are wrong are told together. */
export async function readJsonLines<S extends z.ZodType>(
  path: string,
  schema: S,
): Promise<Result<z.output<S>[], SwitchyardError>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    return err(
      new SwitchyardError('INVALID_REQUEST', `${path} can't be read: ${messageOf(cause)}.`, { cause }),
    )
  }
  const problems: string[] = []
  const rows = entriesOf(text).flatMap(({ where, json }): z.output<S>[] => {
    const value = json()
    if (!value.ok) {
      problems.push(`${where}: ${value.error}`)
      return []
    }
    const parsed = schema.safeParse(value.value)
    if (parsed.success) return [parsed.data]
    problems.push(`${where}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`)
    return []
  })
  if (problems.length === 0) return ok(rows)
  const more = problems.length > shownProblems ? ` And ${problems.length - shownProblems} more.` : ''
  return err(
    new SwitchyardError(
      'INVALID_REQUEST',
      `${path} can't be used. ${problems.slice(0, shownProblems).join('. ')}.${more} Mend or remove them.`,
    ),
  )
}

interface Entry {
  where: string
  json: () => Result<unknown, string>
}

function entriesOf(text: string): Entry[] {
  const content = text.replace(/^\uFEFF/, '')
  if (content.trimStart().startsWith('[')) {
    const whole = parse(content)
    const list = whole.ok ? z.array(z.unknown()).safeParse(whole.value).data : undefined
    if (list) return list.map((value, at) => ({ where: `entry ${at + 1}`, json: () => ok(value) }))
  }
  return content.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return []
    return [{ where: `line ${at + 1}`, json: () => parse(line) }]
  })
}

function parse(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text))
  } catch (cause) {
    return err(`no JSON (${messageOf(cause)})`)
  }
}
