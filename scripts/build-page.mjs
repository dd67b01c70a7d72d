// Builds the page of `switchyard serve` from page/ into dist/page/, unless nothing has changed since the last time.
import { buildStamp } from './build-stamp.mjs'

// The page is made of parts of src/ and of a sample, too.
const shared = ['plan', 'media', 'core', 'answer', 'tools/table'].map((folder) => `src/${folder}`)
const made = ['page', ...shared, 'samples/images/scene-06.png', 'scripts/build-page.mjs']
const stamp = buildStamp('dist/page/.built', made)

if (!stamp.isCurrent) {
  const { build } = await import('vite')
  await build({
    root: 'page',
    base: './',
    configFile: false,
    logLevel: 'warn',
    // Its other build wants Node's buffers.
    resolve: { alias: { 'csv-parse/sync': 'csv-parse/browser/esm/sync' } },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: '../dist/page',
      emptyOutDir: true,
      target: 'es2022',
      // Nothing is put into the HTML or the styles as data: the page's policy lets only files of its own origin load.
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: false,
    },
  })
  stamp.write()
}
