// Joins the command line and its child programs into few files in dist/bundle/, so that a command does not open hundreds of
// small ones. Programs that embed the SDK import the unbundled files of dist/ as before. See docs/decisions.
import { rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { build } from 'esbuild'
import { englishOnly, external, moduleUrls, root, slashed, source, taskFiles } from './bundling.mjs'

const bundles = join(root, 'dist/bundle')

/** The programs: where each starts below src/, and whether it needs all tools at once. */
const programs = [
  { entry: 'cli/main', allTools: true },
  { entry: 'backends/local/host/host', allTools: false },
  { entry: 'media/reader/reader-program', allTools: false },
]

/** What each file of a bundle was made of, for tests. */
const contents = {}

rmSync(bundles, { recursive: true, force: true })
for (const { entry, allTools } of programs) {
  const name = basename(entry)
  const { metafile } = await build({
    entryPoints: { [name]: join(source, `${entry}.ts`) },
    outdir: bundles,
    chunkNames: `${name}-[hash]`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.18',
    external,
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    // Packages in CommonJS call `require`, which modules lack.
    banner: {
      js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);",
    },
    plugins: [taskFiles(allTools), moduleUrls(bundles), englishOnly()],
  })
  refuseLazyCommonJs(metafile)
  for (const [file, { inputs }] of Object.entries(metafile.outputs))
    contents[basename(file)] = Object.keys(inputs).map(slashed)
  const start = join(root, 'dist', `${entry}.js`)
  const bang = entry === 'cli/main' ? '#!/usr/bin/env node\n' : ''
  const bundle = slashed(relative(dirname(start), join(bundles, `${name}.js`)))
  writeFileSync(start, `${bang}import '${bundle}'\n`)
}
writeFileSync(join(bundles, 'contents.json'), JSON.stringify(contents))

/** In a bundle, a package in CommonJS that is imported when it is needed has no names but `default`. */
function refuseLazyCommonJs({ inputs }) {
  for (const [file, { imports }] of Object.entries(inputs))
    for (const { path, kind } of imports)
      if (kind === 'dynamic-import' && inputs[path]?.format === 'cjs')
        throw new Error(`${file} imports ${path} lazily, which is CommonJS. Add it to \`external\`.`)
}
