/**
 * Reads a property of a property of a thing whose type is not known, such as a pipeline's parts (functions and class
 * instances alike); undefined where the path ends early.
 */
export function inside(value: unknown, ...path: readonly string[]): unknown {
  let found = value
  for (const key of path) {
    if ((typeof found !== 'object' && typeof found !== 'function') || found === null) return undefined
    found = Reflect.get(found, key)
  }
  return found
}

/** The same, for numbers; undefined where it is none. */
export function numberInside(value: unknown, ...path: readonly string[]): number | undefined {
  const found = inside(value, ...path)
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined
}
