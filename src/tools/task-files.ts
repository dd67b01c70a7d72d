import { readdir } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const tasksFolder = new URL('./tasks/', import.meta.url)

type TaskFiles = ReadonlyMap<string, () => Promise<unknown>>

let found: Promise<TaskFiles> | undefined

/**
 * How to import the module of each built-in tool, by the tool's id: the files in `tasks/`, `.ts` when run from the
 * sources, `.js` when built. The bundle of the command line has a list in place of this file (`scripts/bundle.mjs`).
 * The folder is read once, because a host asks at every call.
 */
export function findTaskFiles(): Promise<TaskFiles> {
  found ??= readTaskFiles()
  return found
}

async function readTaskFiles(): Promise<TaskFiles> {
  const files = await readdir(fileURLToPath(tasksFolder), { recursive: true })
  return new Map(
    files
      .map((file): [string, string] => [basename(file, extname(file)), file.replaceAll('\\', '/')])
      .filter(([, file]) => /(^|\/)[a-z0-9-]+\.[jt]s$/.test(file))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, file]) => [id, () => import(new URL(file, tasksFolder).href)]),
  )
}
