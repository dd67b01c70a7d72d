import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SwitchyardError } from '../../core/errors.js'
import type { Result } from '../../core/result.js'
import type { EvalCase } from '../../eval/eval-case.js'
import type { TaskBenchTool } from '../../eval/taskbench-tools.js'

/** Questions about files of which it is known what is in them: the samples that come with Switchyard, or a folder like theirs. */
export async function readPresenceData(folder: string | undefined, seed: number): Promise<EvalData> {
  const { readPresenceCases } = await import('../../eval/presence-cases.js')
  const { packageRoot } = await import('../../config/package-root.js')
  const cases = orThrow(await readPresenceCases(folder ?? join(packageRoot, 'samples'), { seed }))
  return { name: `questions about ${folder ?? 'the samples'}`, cases }
}

/** The requests to measure with. */
export interface EvalData {
  name: string
  cases: readonly EvalCase[]
  /** TaskBench's; absent: our own. */
  tools?: readonly TaskBenchTool[] | undefined
}

/** Reads a folder in TaskBench's form, a file of cases of one's own, or the cases that come with Switchyard. */
export async function readEvalData(path: string | undefined): Promise<EvalData> {
  const { readOwnCases } = await import('../../eval/read-own-cases.js')
  const { readTaskBench } = await import('../../eval/read-taskbench.js')
  const { packageRoot } = await import('../../config/package-root.js')
  if (path === undefined) {
    const cases = await readOwnCases(join(packageRoot, 'config/eval/cases.jsonl'))
    return { name: "Switchyard's own cases", cases: orThrow(cases) }
  }
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return isFolder
    ? { name: path, ...orThrow(await readTaskBench(path)) }
    : { name: path, cases: orThrow(await readOwnCases(path)) }
}

export function orThrow<T>(result: Result<T, SwitchyardError>): T {
  if (!result.ok) throw result.error
  return result.value
}
