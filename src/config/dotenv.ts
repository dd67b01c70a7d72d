import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { messageOf } from '../core/errors.js'

type Env = Record<string, string | undefined>

const maxBytes = 100_000

/** Variables that name a server, with those whose secrets would be sent to it. */
const servers: readonly [server: string, secrets: readonly string[]][] = [
  ['OPENAI_BASE_URL', ['OPENAI_API_KEY']],
  ['ANTHROPIC_BASE_URL', ['ANTHROPIC_API_KEY']],
  ['HF_ENDPOINT', ['HF_TOKEN']],
  ['HF_INFERENCE_ENDPOINT', ['HF_TOKEN']],
  ['HF_ROUTER_URL', ['HF_TOKEN']],
]
/** Variables that change how programs start; a file in a folder must not. */
const ofPrograms = /^(?:NODE_|LD_|DYLD_|PATH$|HOME$|SHELL$)/

/**
 * Adds the variables of `.env` in a folder to `env`, as far as they are not set. A server that the file names never gets a
 * secret that stands elsewhere: the file may have come with a folder of somebody else's. Returns the names that it added,
 * and warnings for people.
 */
export function loadDotenv(
  env: Env,
  { dir = process.cwd() }: { dir?: string | undefined } = {},
): { names: string[]; warnings: string[] } {
  const path = join(dir, '.env')
  const facts = statSync(path, { throwIfNoEntry: false })
  if (!facts?.isFile()) return { names: [], warnings: [] }
  if (facts.size > maxBytes)
    return { names: [], warnings: [`${path} is not read: it is larger than ${maxBytes} bytes.`] }
  let written: Env
  try {
    written = parseEnv(readFileSync(path, 'utf8'))
  } catch (thrown) {
    return { names: [], warnings: [`${path} can't be read: ${messageOf(thrown)}`] }
  }
  const foreign = servers.filter(
    ([server, secrets]) =>
      written[server] !== undefined && env[server] === undefined && secrets.some((secret) => env[secret]),
  )
  const warnings = foreign.map(
    ([server, secrets]) =>
      `${server} in ${path} is not used: ${secrets.join(', ')} is set elsewhere and would be sent there. Set both in one place.`,
  )
  const names = Object.keys(written).filter(
    (name) =>
      env[name] === undefined && !ofPrograms.test(name) && !foreign.some(([server]) => server === name),
  )
  for (const name of names) {
    env[name] = written[name]
  }
  return { names, warnings }
}
