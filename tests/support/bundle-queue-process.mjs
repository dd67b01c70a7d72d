// Joins queue-process.mjs into few files, as the command line is joined: tests start it some ninety times, and half of a start
// went into opening hundreds of small ones. Does nothing when nothing has changed since the last time.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { buildStamp } from '../../scripts/build-stamp.mjs'
import { bundleInput, bundleOutput, moduleUrls, root, taskFiles } from '../../scripts/bundling.mjs'

const made = 'node_modules/.cache/queue-process'
const program = 'tests/support/queue-process.mjs'
const stamp = buildStamp(join(made, '.built'), ['src', program, 'scripts/bundling.mjs'])

if (!stamp.isCurrent) {
  const dir = join(root, made)
  rmSync(dir, { recursive: true, force: true })
  const bundle = await rolldown({
    ...bundleInput,
    input: join(root, program),
    plugins: [taskFiles(true), moduleUrls(dir), ...bundleInput.plugins],
  })
  await bundle.write({ ...bundleOutput, dir, entryFileNames: '[name].mjs' })
  await bundle.close()
  stamp.write()
}
