import { dirname, resolve } from 'node:path'
import type { Agent } from '../../agent/agent.js'
import { packageRoot } from '../../config/package-root.js'
import { findLlmFolder } from '../../llm/local/llm-folder.js'

/** Leaves this machine's folders out of a text: an error that helps the operator may name them. */
export type HidePaths = (text: string) => string

export function createPathHider({ parts }: Agent): HidePaths {
  const { catalog, registry, dirs, llm } = parts
  const models = registry
    .list()
    .flatMap(({ id }) => catalog.candidates(id))
    .filter(({ source }) => source === 'folder')
    .map(({ model }) => dirname(model))
  const llmFolder = findLlmFolder(llm.id ?? '')?.folder
  if (llmFolder !== undefined) models.push(dirname(llmFolder))
  const folders = [...new Set([dirs.cache, packageRoot, process.cwd(), ...models])]
    .map((folder) => resolve(folder))
    .filter((folder) => folder.length > 1)
    .sort((a, b) => b.length - a.length)
  return (text) => folders.reduce((shown, folder) => shown.replaceAll(folder, '…'), text)
}
