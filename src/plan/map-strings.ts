import type { StepValue } from '../plan/step-value.js'

/** The same value with each text in it changed, however deep. Keys stay. */
export function mapStrings(value: StepValue, change: (text: string) => string): StepValue {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((part) => mapStrings(part, change))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapStrings(part, change)]))
}
