import { expect, test } from 'vitest'
import { checkShape } from '../../../scripts/check-shape.mjs'

const problemsIn = (sources: Record<string, string>) => checkShape(Object.entries(sources)).join('\n')

test('imports from lower layers, from the same folder and of the version are as they should be', () => {
  const sources = {
    'cli/ask.ts': "import { createAgent } from '../agent/agent.js'\nimport { version } from '../version.js'",
    'agent/agent.ts':
      "import { run } from './run.js'\nconst { plan } = await import('../planner/planner.js')",
    'version.ts': 'export const version = 1',
  }
  expect(problemsIn(sources)).toBe('')
})

test.each([
  ['a value', "import { createAgent } from '../agent/agent.js'"],
  ['a type', "import type { Agent } from '../agent/agent.js'"],
  ['what is loaded later', "const { createAgent } = await import('../agent/agent.js')"],
  ['what is passed on', "export { createAgent } from '../agent/agent.js'"],
])('an upward import of %s is a problem', (_, text) => {
  expect(problemsIn({ 'media/ingest.ts': text })).toContain('media/ingest.ts imports agent/agent.js')
})

test('folders of one layer do not import from one another', () => {
  expect(problemsIn({ 'planner/a.ts': "import { b } from '../executors/b.js'" })).toContain(
    'no layer below it',
  )
})

test('entry points are for users, not for the package itself', () => {
  expect(problemsIn({ 'cli/a.ts': "import { b } from '../index.js'" })).toContain(
    'entry points are for users',
  )
})

test('a loose file and a folder without a layer are problems', () => {
  expect(problemsIn({ 'helper.ts': '' })).toContain('lies loose')
  expect(problemsIn({ 'things/helper.ts': '' })).toContain('in no layer')
})

test('two exported types of one name are a problem', () => {
  const sources = { 'core/a.ts': 'export interface Size {}', 'media/b.ts': 'export type Size = number' }
  expect(problemsIn(sources)).toContain('Size is exported by core/a.ts and by media/b.ts')
})

test('a folder with too many files is a problem', () => {
  const many = Array.from({ length: 21 }, (_, at) => [`core/file-${at}.ts`, ''])
  expect(problemsIn(Object.fromEntries(many))).toContain('core/ holds 21 files')
})
