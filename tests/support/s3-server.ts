import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from './redis.js'

/** S3Proxy: the S3 protocol over a folder, one file from Maven Central, kept where Maven keeps what it has fetched. */
const version = '2.9.0'
const artifact = `org.gaul:s3proxy:${version}:jar:jar-with-dependencies`
const jar = join(
  homedir(),
  `.m2/repository/org/gaul/s3proxy/${version}/s3proxy-${version}-jar-with-dependencies.jar`,
)

export interface TestS3 {
  /** What the AWS SDK needs to know, as environment variables. */
  env: Record<'AWS_ENDPOINT_URL_S3' | 'AWS_REGION' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>
  bucket: string
  stop(): Promise<void>
}

function succeeds(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 240_000 })
    return true
  } catch {
    return false
  }
}

function installed(): boolean {
  if (!succeeds('java', '-version')) return false
  if (existsSync(jar)) return true
  const fetched = succeeds('mvn', '-q', 'dependency:get', `-Dartifact=${artifact}`, '-Dtransitive=false')
  return fetched && existsSync(jar)
}

/**
 * Why tests that need an S3 server can't run here; undefined when they can: with the one at `TEST_S3_ENDPOINT` (bucket
 * `TEST_S3_BUCKET`, credentials as the AWS SDK reads them), or S3Proxy, which Maven fetches when it isn't there.
 */
export const noS3: string | undefined =
  process.env.TEST_S3_ENDPOINT || installed()
    ? undefined
    : 'There is no S3 server for the tests: install java and mvn, or set TEST_S3_ENDPOINT.'
if (noS3) console.error(noS3)

/** An S3 server with an empty bucket, on a free port, with its files in a temporary folder. */
export async function startS3(): Promise<TestS3> {
  const { env } = process
  if (env.TEST_S3_ENDPOINT)
    return {
      env: {
        AWS_ENDPOINT_URL_S3: env.TEST_S3_ENDPOINT,
        AWS_REGION: env.AWS_REGION ?? 'us-east-1',
        AWS_ACCESS_KEY_ID: env.AWS_ACCESS_KEY_ID ?? '',
        AWS_SECRET_ACCESS_KEY: env.AWS_SECRET_ACCESS_KEY ?? '',
      },
      bucket: env.TEST_S3_BUCKET ?? 'switchyard-test',
      stop: async () => {},
    }
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-s3-'))
  const bucket = 'media'
  await mkdir(join(dir, 'data', bucket), { recursive: true })
  const url = `http://127.0.0.1:${await freePort()}`
  const [id, secret] = ['test-id', 'test-secret']
  const settings = {
    's3proxy.authorization': 'aws-v2-or-v4',
    's3proxy.endpoint': url,
    's3proxy.identity': id,
    's3proxy.credential': secret,
    'jclouds.provider': 'filesystem-nio2',
    'jclouds.filesystem.basedir': join(dir, 'data'),
  }
  const file = join(dir, 's3proxy.conf')
  await writeFile(
    file,
    Object.entries(settings)
      .map((pair) => `${pair.join('=')}\n`)
      .join(''),
  )
  const server = spawn('java', ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-jar', jar, '--properties', file], {
    stdio: 'ignore',
  })
  await answering(url, server)
  return {
    env: {
      AWS_ENDPOINT_URL_S3: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: id,
      AWS_SECRET_ACCESS_KEY: secret,
    },
    bucket,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGKILL')
      await ended
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Until it answers a request, whatever the answer. */
async function answering(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`The S3 server ended with ${server.exitCode}.`)
    if (await fetch(url).then(Boolean, () => false)) return
    await delay(50)
  }
}
