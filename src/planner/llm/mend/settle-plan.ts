import { SwitchyardError } from '../../../core/errors.js'
import { err, ok, type Result } from '../../../core/result.js'
import type { LanguageModel } from '../../../llm/language-model.js'
import type { Planned } from '../../../plan/planned.js'
import type { AnyTool } from '../../../tools/tool.js'
import type { PlanRequest } from '../../planner.js'
import { type Draft, wholePlan, withoutBroken } from '../llm-draft.js'
import type { MendScope } from './mend-scope.js'

/** The plan that some drafts come to, with what is to be said of it. */
export function settlePlan(
  drafts: readonly Draft[],
  {
    scope,
    ...context
  }: { model: LanguageModel; request: PlanRequest; tools: readonly AnyTool[]; scope: MendScope },
): Result<Planned, SwitchyardError> {
  const settled = wholePlan(drafts) ?? withoutBroken(drafts, scope)
  if (!settled) return err(invalid(context.model, drafts.at(-1)?.problems ?? '', drafts.length))
  const { plan, left } = settled
  const notes = [...notesOn({ ...context, drafts }), ...settled.notes.map(brief)]
  const planned = { plan, by: 'llm' as const, llmCalls: drafts.length }
  if (left.length === 0) return ok({ ...planned, notes })
  const message = `Left out, as it could not be planned: ${left.join(', ')}.`
  return ok({ ...planned, notes: [...notes, message], shortfalls: [{ message, standIn: false }] })
}

function notesOn({
  model,
  request,
  tools,
  drafts,
}: {
  model: LanguageModel
  request: PlanRequest
  tools: readonly AnyTool[]
  drafts: readonly Draft[]
}): string[] {
  const repaired = drafts.slice(0, -1)
  const rounds = repaired.length === 1 ? '1 repair round' : `${repaired.length} repair rounds`
  return [
    `${model.id} made the plan${request.failed ? ', after an earlier one failed' : ''}.`,
    ...(tools.length < request.tools.length
      ? [`${tools.length} of ${request.tools.length} tools could run, fitted the request and were offered.`]
      : []),
    ...(repaired.length > 0
      ? [`It took ${rounds}: ${repaired.map(({ problems = '' }) => brief(problems)).join(' / ')}`]
      : []),
  ]
}

const brief = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}

function invalid(model: LanguageModel, problems: string, tries: number): SwitchyardError {
  const shown = problems.length > 2000 ? `${problems.slice(0, 2000)}…` : problems
  return new SwitchyardError(
    'INVALID_PLAN',
    `${model.id} made no plan that can be run, in ${tries === 1 ? 'one try' : `${tries} tries`}. The last one's problems:\n${shown}\nSay the request in other words, or choose another LLM.`,
    { details: { problems: shown.split('\n'), tries } },
  )
}
