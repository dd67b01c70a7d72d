// What the bundles of this package have in common: what stays outside of them, and how modules find what lies beside them.
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const source = join(root, 'src')

/** Packages with native parts, with files that they find beside them, or of a size that few commands need: left where they are. */
export const external = [
  ...['sharp', 'onnxruntime-node', 'onnxruntime-common', '@huggingface/*', '@mlc-ai/*', 'opus-decoder'],
  ...['bullmq', 'ioredis', 'langchain', '@langchain/*', '@modelcontextprotocol/*', 'hono', '@hono/*'],
  ...['yaml', 'iconv-lite', 'jschardet', 'chardet', 'rate-limiter-flexible'],
  ...['mediabunny', '@hyzyla/*', 'eld', 'prom-client', '@fastify/busboy', '@clack/prompts', 'open'],
  // Chosen by the user.
  ...['@aws-sdk/*', '@opentelemetry/exporter*', '@opentelemetry/resources', '@opentelemetry/sdk*'],
]

/** Lets each module know the address that it would have unbundled, for files and programs that it finds by it. `bundles`: where the bundle lies. */
export function moduleUrls(bundles) {
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

/** The list of the built-in tools in place of a look into their folder. */
export function taskFiles(allTools) {
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
export function englishOnly() {
  return {
    name: 'english-only',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
        contents: "export { default as en } from './en.js'",
      }))
    },
  }
}

export function slashed(path) {
  return path.replaceAll('\\', '/')
}
