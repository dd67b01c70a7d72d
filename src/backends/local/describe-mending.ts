import type { ModelSpec } from './protocol.js'

/** What to do about a model whose files seem to be damaged or incomplete: only those of the Hub can be fetched again. */
export function describeMending({ name, path, source }: Pick<ModelSpec, 'name' | 'path' | 'source'>): string {
  if (source === 'hub')
    return `check them with \`switchyard models verify\`, fetch them again with \`switchyard models pull ${name}\``
  if (source === 'pack') return 'install Switchyard again'
  return `compare ${path} with where the model comes from, and copy it again`
}
