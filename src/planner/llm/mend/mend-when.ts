import { type Condition, mapTests } from '../../../plan/condition.js'
import { lookupIn } from './mend-lookup.js'
import { readReference } from './mend-read.js'
import type { MendContext } from './mend-scope.js'
import { shown } from './mend-shape.js'

/** A condition whose values are references; of an output that a step does not have, all that the step found is tested. */
export function mendWhen(when: Condition, context: MendContext): Condition {
  const { step, note, sources, scope } = context
  const lookup = lookupIn(context)
  return mapTests(when, (test) => {
    const reference = readReference(test.value.trim(), context)
    if (!reference) return test
    const { root, text } = reference
    const isBefore = [...sources.steps, ...scope.earlier].some(({ id }) => id === root)
    const value = reference.path.length > 0 && isBefore && !lookup(text) ? `$${root}` : text
    if (value !== test.value)
      note(`Step ${step.id}: its condition tests ${shown(value)} in place of ${shown(test.value)}.`)
    return { ...test, value }
  })
}
