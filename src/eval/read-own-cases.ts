import { dirname, resolve } from 'node:path'
import { SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import { type EvalCase, kindOf, ownCaseSchema } from './eval-case.js'
import { readJsonLines } from './json-lines.js'
import { standInMedia } from './stand-in-media.js'

/** Reads a JSONL file of cases of one's own. Their media are not opened. */
export async function readOwnCases(path: string): Promise<Result<EvalCase[], SwitchyardError>> {
  const read = await readJsonLines(path, ownCaseSchema)
  if (!read.ok) return read
  const ids = new Set<string>()
  const cases: EvalCase[] = []
  for (const { id, request, earlier, media, kind, plan, answer } of read.value) {
    const named = standInMedia(media)
    const wrong = ids.has(id)
      ? `there are two cases "${id}"`
      : named === undefined
        ? `"${id}": the ending of each file must tell its kind: ${media.join(', ')}`
        : !plan && !answer
          ? `"${id}" checks neither "plan" nor "answer"`
          : undefined
    if (wrong !== undefined || named === undefined)
      return err(new SwitchyardError('INVALID_REQUEST', `${path} can't be used: ${wrong}.`))
    ids.add(id)
    const expected = plan && { tools: plan.tools, links: plan.links }
    cases.push({
      id,
      request,
      earlier,
      media: named,
      files: media.map((file) => resolve(dirname(path), file)),
      kind: kind ?? kindOf(expected ?? { tools: [], links: [] }),
      expected,
      planChecks: plan,
      answerChecks: answer,
    })
  }
  if (cases.length > 0) return ok(cases)
  return err(new SwitchyardError('INVALID_REQUEST', `${path} has no case in it.`))
}
