import { fileURLToPath } from 'node:url'

/**
 * Path of a program of this package that runs in a child process or a thread. `module` is its path below `src/`, without
 * ending. Children run what was built, also when this file runs from its source in tests.
 */
export function builtProgram(module: string): string {
  const url = import.meta.url
  const root = url.endsWith('.ts') ? '../../../dist/' : '../../'
  return fileURLToPath(new URL(`${root}${module}.js`, url))
}
