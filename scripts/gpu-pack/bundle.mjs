// Bundles what the GPU pack runs besides the package itself: the contract suite of backends, and the benchmarks.
// node scripts/gpu-pack/bundle.mjs FOLDER, which lies beside dist/ in the pack, as gpu/.
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { bundleInput, bundleOutput, moduleUrls, root, source, taskFiles } from '../bundling.mjs'

const [, , outdir] = process.argv
const here = join(root, 'scripts/gpu-pack')

const bundle = await rolldown({
  ...bundleInput,
  input: {
    contract: join(root, 'tests/integration/backend-contract.test.ts'),
    bench: join(here, 'bench.ts'),
  },
  resolve: { ...bundleInput.resolve, alias: { vitest: join(here, 'vitest.mjs') } },
  plugins: [
    {
      name: 'the-package',
      resolveId: {
        filter: { id: /\/dist\/index\.js$/ },
        handler: () => join(source, 'index.ts'),
      },
    },
    taskFiles(true),
    moduleUrls(join(root, 'gpu')),
    ...bundleInput.plugins,
  ],
})
await bundle.write({
  ...bundleOutput,
  dir: outdir,
  entryFileNames: '[name].mjs',
  chunkFileNames: '[name]-[hash].mjs',
})
await bundle.close()
