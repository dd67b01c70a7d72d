import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../src/config/load-profile.js'
import { errorCodes } from '../../../src/core/errors.js'

const page = (name: string) => readFileSync(join(packageRoot, 'docs', name), 'utf8')

test('troubleshooting has a section for each error code, and for no other', () => {
  const sections = [...page('troubleshooting.md').matchAll(/^### (\w+)$/gm)].map(([, code]) => code)
  expect(sections.sort()).toEqual([...errorCodes].sort())
})

test('the architecture page shows the folders that there are', () => {
  const folders = readdirSync(join(packageRoot, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  const shown = [...page('architecture.md').matchAll(/^\| [a-z ]*\| `([a-z]+)` \|/gm)].map(([, name]) => name)
  expect(shown.sort()).toEqual(folders.sort())
})

test('each page of decisions is listed', () => {
  const list = page('decisions/README.md')
  for (const file of readdirSync(join(packageRoot, 'docs/decisions')))
    if (file !== 'README.md') expect(list).toContain(`(${file})`)
})
