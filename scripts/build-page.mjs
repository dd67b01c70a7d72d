// Builds the page of `switchyard serve` from page/ into dist/page/, unless nothing has changed since the last time.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const stamp = 'dist/page/.built'
const hash = createHash('sha256')
const files = readdirSync('page', { recursive: true })
  .map((name) => join('page', name))
  .filter((path) => statSync(path).isFile())
// The page is made of parts of src/ and a sample, too, and of packages of the versions in the lock file.
const sample = 'samples/images/scene-06.png'
for (const path of [
  ...files,
  ...sharedSources(),
  sample,
  'package-lock.json',
  'scripts/build-page.mjs',
].sort())
  hash.update(path).update(readFileSync(path))
const wanted = hash.digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
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
  writeFileSync(stamp, wanted)
}

/** The files of src/ that files of the page import at run time. */
function sharedSources() {
  return ['plan', 'media', 'core', 'answer', 'tools/table'].flatMap((folder) =>
    readdirSync(join('src', folder))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join('src', folder, name)),
  )
}
