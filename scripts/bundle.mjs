// Joins the command line and its child programs into few files in dist/bundle/, so that a command does not open hundreds of
// small ones. Programs that embed the SDK import the unbundled files of dist/ as before. See docs/decisions. Does nothing when
// nothing has changed since the last time.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { buildStamp } from './build-stamp.mjs'
import {
  bundleInput,
  bundleOutput,
  moduleUrls,
  requireLater,
  root,
  slashed,
  source,
  taskFiles,
} from './bundling.mjs'

const bundles = join(root, 'dist/bundle')

/** Modules that few requests need, but these at once: see `requireLater`. */
const seldom = ['planner/rules/words/glossing/gloss-foreign', 'tools/table/parse-csv']

/**
 * The programs: where each starts below src/, whether it needs all tools at once, and what it imports later, but all at once
 * when it does: one file each, with all that it imports itself and that none before it has.
 */
const programs = [
  {
    entry: 'cli/main',
    allTools: true,
    together: {
      // Read before the agent, which needs it too: the host starts while the agent is read.
      early: ['cli/start-early'],
      agent: ['agent/agent', 'cli/ui/run-view', 'cli/ui/render-evidence', 'cli/ui/made-files'],
    },
  },
  { entry: 'backends/local/host/host', allTools: false, together: {} },
  { entry: 'media/reader/reader-program', allTools: false, together: {} },
]

/** The file that starts a program, and what it says once the program is bundled. */
const startOf = (entry) => {
  const file = join(root, 'dist', `${entry}.js`)
  const bundle = slashed(relative(dirname(file), join(bundles, `${basename(entry)}.js`)))
  return { file, text: `${entry === 'cli/main' ? '#!/usr/bin/env node\n' : ''}import '${bundle}'\n` }
}

const stamp = buildStamp('dist/bundle/.built', ['src', 'scripts/bundle.mjs', 'scripts/bundling.mjs'])
const starts = programs.map(({ entry }) => startOf(entry))
// The compiler may have written the programs anew.
if (!stamp.isCurrent || starts.some(({ file, text }) => readFileSync(file, 'utf8') !== text)) await bundle()

async function bundle() {
  const { rolldown } = await import('rolldown')
  /** What each file of a bundle was made of, for tests. */
  const contents = {}

  async function write(bundle, options) {
    const { output } = await bundle.write({ ...bundleOutput, dir: bundles, ...options })
    await bundle.close()
    for (const { fileName, moduleIds } of output)
      contents[fileName] = moduleIds.map((id) => slashed(relative(root, id)))
  }

  rmSync(bundles, { recursive: true, force: true })
  for (const { entry, allTools, together } of programs) {
    const name = basename(entry)
    const input = join(source, `${entry}.ts`)
    const bundle = await rolldown({
      ...bundleInput,
      input: { [name]: input },
      plugins: [
        taskFiles(allTools),
        moduleUrls(bundles),
        requireLater(seldom, bundles),
        ...bundleInput.plugins,
      ],
    })
    await write(bundle, {
      entryFileNames: '[name].js',
      chunkFileNames: `${name}-[hash].js`,
      codeSplitting: { groups: groupsOf(input, together) },
    })
    const { file, text } = startOf(entry)
    writeFileSync(file, text)
  }
  for (const module of seldom) {
    const input = { [basename(module)]: join(source, `${module}.ts`) }
    await write(await rolldown({ ...bundleInput, input }), { entryFileNames: '[name].cjs', format: 'cjs' })
  }
  writeFileSync(join(bundles, 'contents.json'), JSON.stringify(contents))
  stamp.write()
}

/**
 * One file for what a program imports at its start, and one for each of what it imports together. The program's own module
 * stays alone: it is not done while it awaits what other files, which need what it imports, do for it.
 */
function groupsOf(input, together) {
  const groups = Object.entries(together).map(([name, entries]) => {
    const files = new Set(entries.map((entry) => join(source, `${entry}.ts`)))
    return { name, test: (id) => files.has(id) }
  })
  return [{ name: 'start', tags: ['$initial'], test: (id) => id !== input }, ...groups].map(
    (group, at, all) => ({
      ...group,
      priority: all.length - at,
    }),
  )
}
