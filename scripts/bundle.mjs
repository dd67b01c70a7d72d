// Joins the command line and its child programs into few files in dist/bundle/, so that a command does not open hundreds of
// small ones. Programs that embed the SDK import the unbundled files of dist/ as before. See docs/decisions.
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'src')
const bundles = join(root, 'dist/bundle')

/** Packages with native parts, with files that they find beside them, or of a size that few commands need: left where they are. */
const external = [
  ...['sharp', 'onnxruntime-node', 'onnxruntime-common', '@huggingface/*', '@mlc-ai/*', 'opus-decoder'],
  ...['bullmq', 'ioredis', 'langchain', '@langchain/*', '@modelcontextprotocol/*', 'hono', '@hono/*'],
  ...['yaml', 'iconv-lite', 'jschardet', 'chardet', 'rate-limiter-flexible'],
  ...['mediabunny', 'eld', 'prom-client', '@fastify/busboy', '@clack/prompts', 'open'],
  // Chosen by the user.
  ...['@aws-sdk/*', '@opentelemetry/exporter*', '@opentelemetry/resources', '@opentelemetry/sdk*'],
]

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
    plugins: [taskFiles(allTools), moduleUrls(), englishOnly()],
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

/** Lets each module know the address that it would have unbundled, for files and programs that it finds by it. */
function moduleUrls() {
  return {
    name: 'module-urls',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        if (!text.includes('import.meta.url')) return undefined
        const built = slashed(relative(bundles, join(root, 'dist', relative(source, path)))).replace(
          /\.ts$/,
          '.js',
        )
        return {
          loader: 'ts',
          contents: text.replaceAll('import.meta.url', `new URL('${built}', import.meta.url).href`),
        }
      })
    },
  }
}

/** In a bundle, a package in CommonJS that is imported when it is needed has no names but `default`. */
function refuseLazyCommonJs({ inputs }) {
  for (const [file, { imports }] of Object.entries(inputs))
    for (const { path, kind } of imports)
      if (kind === 'dynamic-import' && inputs[path]?.format === 'cjs')
        throw new Error(`${file} imports ${path} lazily, which is CommonJS. Add it to \`external\`.`)
}

/** The list of the built-in tools in place of a look into their folder. */
function taskFiles(allTools) {
  const folder = join(source, 'tools/tasks')
  const files = readdirSync(folder, { recursive: true })
    .map(slashed)
    .filter((file) => file.endsWith('.ts'))
    .sort()
  const load = (file, at) => (allTools ? `async () => tool${at}` : `() => import('./tasks/${file}')`)
  const lines = [
    ...(allTools ? files.map((file, at) => `import * as tool${at} from './tasks/${file}'`) : []),
    'export const findTaskFiles = async () => new Map([',
    ...files.map((file, at) => `['${basename(file, '.ts')}', ${load(file, at)}],`),
    '])',
  ]
  return {
    name: 'task-files',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[\\/]src[\\/]tools[\\/]task-files\.ts$/ }, () => ({
        loader: 'ts',
        contents: lines.join('\n'),
        resolveDir: join(source, 'tools'),
      }))
    },
  }
}

/** zod's messages in one language instead of fifty. */
function englishOnly() {
  return {
    name: 'english-only',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
        contents: "export { default as en } from './en.js'",
      }))
    },
  }
}

function slashed(path) {
  return path.replaceAll('\\', '/')
}
