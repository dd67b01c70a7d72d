import { referencesInCondition } from './condition.js'
import type { Step } from './plan.js'
import { type Reference, referencesIn } from './reference.js'

/** Everything that a step waits for: what its input and its condition refer to. */
export function stepReferences({ input, when }: Pick<Step, 'input' | 'when'>): Reference[] {
  return [...referencesIn(Object.values(input)), ...referencesInCondition(when)]
}
