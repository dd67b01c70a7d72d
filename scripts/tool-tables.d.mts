import type { ModelDtype } from '../src/config/dtype.js'
import type { Catalog } from '../src/routing/catalog.js'

interface ListedTool {
  id: string
  description: string
  input: object
  output: object
}
/** What each tool does, takes and gives, as a table of Markdown. */
export function toolsTable(tools: readonly ListedTool[]): string
/** The models that each tool can use, with the memory of local ones, as a table of Markdown. */
export function modelsTable(
  tools: readonly ListedTool[],
  options: {
    catalog: Catalog
    formatDtype: (dtype: ModelDtype) => string
    formatBytes: (bytes: number) => string
  },
): string
/** A table of Markdown. */
export function table(head: readonly string[], rows: readonly string[]): string
