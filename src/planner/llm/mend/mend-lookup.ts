import { listOperators } from '../../../plan/operators.js'
import type { ReferenceType } from '../../../plan/reference-type.js'
import { NearestNames } from '../../../plan/validate/validate-names.js'
import { References } from '../../../plan/validate/validate-references.js'
import type { MendContext } from './mend-scope.js'

/** What references give, as far as the steps before are known. */
export function lookupIn({
  scope,
  sources,
}: Pick<MendContext, 'scope' | 'sources'>): (text: string) => ReferenceType | undefined {
  const roots = {
    steps: new Map(sources.steps.map((step) => [step.id, step])),
    tools: new Map([...listOperators, ...scope.tools].map((tool) => [tool.id, tool])),
    media: scope.media,
    earlier: new Map(scope.earlier.map((step) => [step.id, step])),
  }
  const references = new References(roots, new NearestNames())
  return (text) => references.typeOf(text)
}
