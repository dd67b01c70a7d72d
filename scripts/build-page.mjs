// Builds the page of `switchyard serve` from page/ into dist/page/, unless nothing has changed since the last time.
import { buildStamp } from './build-stamp.mjs'

// The page is made of parts of src/, too.
const shared = ['plan', 'media', 'core', 'answer'].map((folder) => `src/${folder}`)
const stamp = buildStamp('dist/page/.built', ['page', ...shared, 'scripts/build-page.mjs'])

if (!stamp.isCurrent) {
  const { build } = await import('vite')
  await build({
    root: 'page',
    base: './',
    configFile: false,
    logLevel: 'warn',
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
