import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { packageRoot } from '../../src/config/package-root.js'

export const samples = (file: string): string => join(packageRoot, 'samples', file)
export const picture = (n: number, ext = 'png'): string =>
  samples(`images/scene-${String(n).padStart(2, '0')}.${ext}`)
export const memo = (name: string): string => samples(`audio/memo-${name}.wav`)

export interface CliOptions {
  env?: Record<string, string>
  /** Standard input. */
  input?: string | Uint8Array
  stdin?: 'ignore'
  /** Where a shell sends output, such as `>/dev/full`. */
  redirect?: string
  /** Another user to run as. */
  uid?: number
  gid?: number
}

/** The command line as a process, with a home and caches of its own, and no key or setting of this machine's. */
export async function createCli() {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-cli-'))
  const cacheDir = join(home, 'cache')
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    HF_HOME: join(home, 'hf'),
    SWITCHYARD_CACHE_DIR: cacheDir,
    // What listens on this machine is no part of a test.
    SWITCHYARD_LLM_SERVERS: '[]',
  }

  function start(args: readonly string[], { env: more = {}, redirect = '', ...options }: CliOptions = {}) {
    const command = [process.execPath, join(packageRoot, 'dist/cli/main.js'), ...args]
    return execa('sh', ['-c', `exec "$@" ${redirect}`, 'sh', ...command], {
      cwd: home,
      all: true,
      ...options,
      reject: false,
      extendEnv: false,
      env: { ...env, ...more },
    })
  }

  return {
    home,
    cacheDir,
    start,
    /** In a terminal, as a person has it: what it shows, stdout and stderr together, comes as `stdout`. */
    startInTerminal(args: readonly string[], { env: more = {} }: Pick<CliOptions, 'env'> = {}) {
      const quoted = [process.execPath, join(packageRoot, 'dist/cli/main.js'), ...args].map(
        (word) => `'${word.replaceAll("'", "'\\''")}'`,
      )
      return execa('script', ['-qec', `stty cols 120 rows 40; exec ${quoted.join(' ')}`, '/dev/null'], {
        cwd: home,
        stdin: 'pipe',
        reject: false,
        extendEnv: false,
        env: { ...env, TERM: 'xterm', ...more },
      })
    },
    async run(args: readonly string[], options: CliOptions = {}) {
      const { stdout, stderr, exitCode, signal } = await start(args, { input: '', ...options })
      return { stdout: String(stdout ?? ''), stderr: String(stderr ?? ''), exitCode, signal }
    },
    /** `ask` in the demo profile. */
    async ask(text: string, media: readonly string[] = [], options: CliOptions & { flags?: string[] } = {}) {
      const { flags = [], ...rest } = options
      return this.run(['ask', '--profile', 'demo', ...flags, text, ...media], rest)
    },
    /** Processes that were started under this command line and still run: every child inherits the home. */
    async leftovers(): Promise<number[]> {
      const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
      const environments = await Promise.all(
        pids.map(async (pid) => ({
          pid,
          environment: await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''),
        })),
      )
      return environments
        .filter(({ environment }) => environment.includes(`HOME=${home}`))
        .map(({ pid }) => Number(pid))
    },
    /** Files below the caches that look unfinished. */
    async halfWritten(): Promise<string[]> {
      const files = await readdir(cacheDir, { recursive: true }).catch(() => [] as string[])
      return files.filter(
        (file) => /(^|[./-])(tmp|temp|partial)([./-]|$)/i.test(file) && /\.[^/]+$/.test(file),
      )
    },
    dispose: () => rm(home, { recursive: true, force: true }),
  }
}

export type Cli = Awaited<ReturnType<typeof createCli>>
