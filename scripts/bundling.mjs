// What the bundles of this package have in common: what stays outside of them, and how modules find what lies beside them.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const source = join(root, 'src')

/** Packages with native parts, with files that they find beside them, or of a size that few commands need: left where they are. */
const external = [
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
    transform: {
      filter: { id: /[\\/]src[\\/].*\.ts$/, code: 'import.meta.url' },
      handler(code, id) {
        const built = relative(bundles, join(root, 'dist', relative(source, id)))
        return code.replaceAll(
          'import.meta.url',
          `new URL('${slashed(built).replace(/\.ts$/, '.js')}', import.meta.url).href`,
        )
      },
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
    load: {
      filter: { id: /[\\/]src[\\/]tools[\\/]task-files\.ts$/ },
      handler: () => lines.join('\n'),
    },
  }
}

/**
 * In place of modules that few requests need: what requires the file that `bundleSeldom` makes of one when a function of it is
 * first called. As these are called in the middle of other work, they can't be imported then.
 */
export function requireLater(modules, bundles) {
  return {
    name: 'require-later',
    load: {
      filter: { id: new RegExp(`[\\\\/]src[\\\\/](?:${modules.join('|')})\\.ts$`) },
      handler(id) {
        const names = [...readFileSync(id, 'utf8').matchAll(/^export function (\w+)/gm)].map(
          ([, name]) => name,
        )
        // As each module finds what lies beside it by the address that it would have unbundled.
        const folder = join(root, 'dist', relative(source, dirname(id)))
        const file = slashed(relative(folder, join(bundles, `${basename(id, '.ts')}.cjs`)))
        return [
          "import { createRequire } from 'node:module'",
          'const require = createRequire(import.meta.url)',
          ...names.map((name) => `export const ${name} = (...args) => require('${file}').${name}(...args)`),
        ].join('\n')
      },
    },
  }
}

/** zod's messages in one language instead of fifty. */
function englishOnly() {
  return {
    name: 'english-only',
    load: {
      filter: { id: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ },
      handler: () => "export { default as en } from './en.js'",
    },
  }
}

/** What goes into a bundle, and how it is found. */
export const bundleInput = {
  platform: 'node',
  external: new RegExp(`^(?:${external.map((name) => name.replace('*', '[^/]*')).join('|')})(?:/|$)`),
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  transform: { target: 'node20.18' },
  plugins: [englishOnly()],
  onLog(level, log, handle) {
    // What is imported lazily in one place and at once in another is meant so.
    if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') handle(level, log)
  },
}

export const bundleOutput = { format: 'esm', minify: true, comments: { legal: false } }

export function slashed(path) {
  return path.replaceAll('\\', '/')
}
