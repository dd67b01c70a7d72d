import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { recordFirstRuns, renderFirstRuns, withoutTimes } from '../support/first-runs.js'

test('docs/first-run.md is what the first commands show today, times aside', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-first-runs-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const runs = await recordFirstRuns(join(packageRoot, 'dist/cli/main.js'), folder)
  // Two for the picture, and one for mere talk.
  expect(runs.map(({ llmCalls }) => llmCalls)).toEqual([3, 2, 0])
  const page = await readFile(join(packageRoot, 'docs/first-run.md'), 'utf8')
  expect(withoutTimes(renderFirstRuns(runs))).toBe(withoutTimes(page))
})
