/** The methods that a path takes, as far as endpoints are named; none where there is no such path. */
export function allowedMethods(routes: readonly { method: string; path: string }[], path: string): string[] {
  const methods = routes
    .filter((route) => route.method !== 'ALL' && patternOf(route.path).test(path))
    .map(({ method }) => method)
  return [...new Set(methods)]
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/[.*+?^$()[\]\\{}|]/g, '\\$&').replaceAll(/:[^/]+/g, '[^/]+')}$`)
