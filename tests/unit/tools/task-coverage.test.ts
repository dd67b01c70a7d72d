import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PIPELINE_TYPES } from '@huggingface/tasks'
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
    z
      .strictObject({ name: z.string(), tools: z.array(z.string()), note: z.string().optional() })
      .refine(({ tools, note }) => tools.length > 0 || note !== undefined, 'what is not done needs a reason'),
  ),
})
const text = await readFile(join(packageRoot, 'docs/task-coverage.json'), 'utf8')
const lists = z.array(listSchema).parse(JSON.parse(text))
const tools = new Map((await loadBuiltInTools()).map((tool) => [tool.id, tool]))
const catalog = await loadCatalog([join(packageRoot, 'config/catalog.yaml')])

test('the 35 tasks of JARVIS and the 23 of TaskBench are listed, each once, and all can be done', () => {
  const others = lists.slice(0, 2)
  expect(others.map(({ tasks }) => new Set(tasks.map(({ name }) => name)).size)).toEqual([35, 23])
  expect(others.map(({ tasks }) => tasks.length)).toEqual([35, 23])
  expect(others.flatMap(({ tasks }) => tasks.filter(({ tools }) => tools.length === 0))).toEqual([])
})

test('every task of the Hub is listed, with tools or with the reason why there are none', () => {
  const hub = lists.find(({ list }) => list === 'Hugging Face')
  const known = PIPELINE_TYPES.filter((task) => task !== 'other')
  expect(hub?.tasks.map(({ name }) => name).sort()).toEqual([...known].sort())
})

test('a tool of the same name as a task of the Hub does that task', () => {
  const hub = lists.find(({ list }) => list === 'Hugging Face')
  const missing = hub?.tasks.filter(({ name, tools: ids }) => tools.has(name) && !ids.includes(name))
  expect(missing).toEqual([])
})

test.each(lists.flatMap(({ list, tasks }) => tasks.map((task) => ({ list, ...task }))))(
  '$name of $list: the tools for it can run',
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
      expect(tool?.run ?? tool?.reader ?? runnable.length, id).toBeTruthy()
    }
  },
)
