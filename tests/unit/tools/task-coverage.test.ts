import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../../src/config/package-root.js'
import { loadCatalog } from '../../../src/routing/catalog.js'
import { localAdapterFor } from '../../../src/tools/local/local-adapter-for.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'

const listSchema = z.strictObject({
  list: z.string(),
  source: z.string(),
  tasks: z.array(
    z.strictObject({ name: z.string(), tools: z.array(z.string()).min(1), note: z.string().optional() }),
  ),
})
const text = await readFile(join(packageRoot, 'docs/task-coverage.json'), 'utf8')
const lists = z.array(listSchema).parse(JSON.parse(text))
const tools = new Map((await loadBuiltInTools()).map((tool) => [tool.id, tool]))
const catalog = await loadCatalog([join(packageRoot, 'config/catalog.yaml')])

test('the 35 tasks of JARVIS and the 23 of TaskBench are listed, each once', () => {
  expect(lists.map(({ tasks }) => new Set(tasks.map(({ name }) => name)).size)).toEqual([35, 23])
  expect(lists.map(({ tasks }) => tasks.length)).toEqual([35, 23])
})

test.each(lists.flatMap(({ list, tasks }) => tasks.map((task) => ({ list, ...task }))))(
  '$name of $list can be done: there are tools for it that can run',
  ({ tools: ids }) => {
    if (!catalog.ok) throw catalog.error
    for (const id of ids) {
      const tool = tools.get(id)
      expect(tool, id).toBeDefined()
      const runnable = catalog.value
        .candidates(id)
        .filter(({ backend, options }) =>
          backend === 'local' ? tool && localAdapterFor(tool, options) : tool?.remote,
        )
      expect(tool?.run ?? runnable.length, id).toBeTruthy()
    }
  },
)
