// Bundles what the GPU pack runs besides the package itself: the contract suite of backends, and the benchmarks.
// node scripts/gpu-pack/bundle.mjs FOLDER, which lies beside dist/ in the pack, as gpu/.
import { join } from 'node:path'
import { build } from 'esbuild'
import { englishOnly, external, moduleUrls, root, source, taskFiles } from '../bundling.mjs'

const [, , outdir] = process.argv
const here = join(root, 'scripts/gpu-pack')

await build({
  entryPoints: {
    contract: join(root, 'tests/integration/backend-contract.test.ts'),
    bench: join(here, 'bench.ts'),
  },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  outExtension: { '.js': '.mjs' },
  external,
  minify: true,
  logLevel: 'warning',
  banner: {
    js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);",
  },
  plugins: [
    {
      name: 'the-package',
      setup: ({ onResolve }) => {
        onResolve({ filter: /\/dist\/index\.js$/ }, () => ({ path: join(source, 'index.ts') }))
        onResolve({ filter: /^vitest$/ }, () => ({ path: join(here, 'vitest.mjs') }))
      },
    },
    taskFiles(true),
    moduleUrls(join(root, 'gpu')),
    englishOnly(),
  ],
})
