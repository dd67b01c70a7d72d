import { access, constants, statfs } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism, freemem, totalmem } from 'node:os'
import { join, relative, resolve } from 'node:path'
import type { AgentParts } from '../agent/assemble.js'
import { readLocalSettings, thisMachine } from '../backends/local/local-settings.js'
import { probeDevices } from '../backends/local/pool/devices.js'
import { describeLlm } from '../config/describe-llm.js'
import type { Dirs } from '../config/dirs.js'
import { packageRoot } from '../config/package-root.js'
import { withTimeout } from '../core/abort.js'
import { redact, toSwitchyardError } from '../core/errors.js'
import { makeFolderPrivately } from '../core/files.js'
import { formatBytes } from '../core/format.js'
import { formatCount } from '../core/text.js'
import { packManifests, verifyManifest } from '../hub/verify-pack.js'
import { checkLlmServer } from './check-llm-server.js'
import type { Finding } from './finding.js'

export type { Finding } from './finding.js'

interface Looking {
  env: Readonly<Record<string, string | undefined>>
  signal: AbortSignal
  /** The folders to look at. Default: the agent's. */
  dirs?: Dirs | undefined
}

/** Environment variables with keys; only whether they are set is ever shown. */
const keys = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'HF_TOKEN'] as const
const dependencies = [
  '@huggingface/transformers',
  'onnxruntime-node',
  'sharp',
  '@langchain/core',
  'zod',
] as const

/** Looks at this machine and these settings, and says what works and what to do next. */
export async function findProblems(parts: AgentParts, looking: Looking): Promise<Finding[]> {
  const reached = hub(parts, looking)
  const groups = await Promise.all([
    runtime(),
    machine(parts),
    devices(looking),
    settings(parts, looking),
    checkLlmServer(parts.llm, looking),
    cacheFolder(looking.dirs ?? parts.dirs),
    demoPack(),
    reached,
    redis(looking),
    mediaShare(parts, looking),
    reached.then((found) => models(parts, { hubAnswers: found.every(({ level }) => level === 'ok') })),
  ])
  return groups.flat()
}

function runtime(): Finding[] {
  const major = Number(process.versions.node.split('.')[0])
  const require = createRequire(import.meta.url)
  const installed = dependencies.map((name) => `${name} ${packageVersion(require, name) ?? 'MISSING'}`)
  return [
    major >= 20
      ? {
          level: 'ok',
          subject: 'Node.js',
          detail: `${process.versions.node}, ${process.platform} ${process.arch}`,
        }
      : {
          level: 'problem',
          subject: 'Node.js',
          detail: process.versions.node,
          nextMove: 'Install Node.js 20 or later.',
        },
    installed.some((line) => line.endsWith('MISSING'))
      ? {
          level: 'problem',
          subject: 'libraries',
          detail: installed.join(', '),
          nextMove: 'Install Switchyard again: npm install switchyard-ai (in a clone: npm ci).',
        }
      : { level: 'ok', subject: 'libraries', detail: installed.join(', ') },
  ]
}

/** The version a package says it has; looked up by file, since not every package exports its package.json. */
function packageVersion(require: NodeRequire, name: string): string | undefined {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return (require(`${folder}/${name}/package.json`) as { version: string }).version
    } catch {
      // Not in this node_modules folder; the next one up may have it.
    }
  }
  return undefined
}

function machine({ profile }: AgentParts): Finding[] {
  const { hosts, threads, memoryBytes } = readLocalSettings(
    profile.local,
    profile.local.device,
    thisMachine(),
  )
  return [
    {
      level: 'ok',
      subject: 'machine',
      detail: `${availableParallelism()} cores, ${formatBytes(totalmem())} memory, ${formatBytes(freemem())} free`,
    },
    {
      level: 'ok',
      subject: 'hosts',
      detail: `${formatCount(hosts, 'process', 'processes')} for models, with ${formatCount(threads, 'thread')}${hosts === 1 ? '' : ' each'}; ${formatBytes(memoryBytes)} of memory for models`,
    },
  ]
}

/** Where in onnxruntime's source a check failed, and which; the reason in words follows. */
const placeInSource = /^\/\S+:\d+ .* was false\. /

async function devices({ signal }: Looking): Promise<Finding[]> {
  const probed = await probeDevices({ signal })
  signal.throwIfAborted()
  return probed.map(({ device, works, detail }) => ({
    level: works ? 'ok' : 'note',
    subject: `device ${device}`,
    detail: works ? `works${detail ? `: ${detail}` : ''}` : 'not available',
    ...(!works && { reason: detail.replace(placeInSource, '') }),
  }))
}

function settings({ profile, llm }: AgentParts, { env }: Looking): Finding[] {
  const set = keys.filter((key) => env[key])
  return [
    { level: 'ok', subject: 'profile', detail: `${profile.name}: ${profile.description}` },
    {
      level: llm.id ? 'ok' : 'note',
      subject: 'LLM',
      detail: describeLlm(llm),
    },
    ...(llm.looked
      ? [
          {
            level: 'note' as const,
            subject: 'LLM order',
            detail: llm.looked.join('; '),
            isAside: true,
          },
        ]
      : []),
    {
      level: set.length > 0 ? 'ok' : 'note',
      subject: 'keys',
      detail: keys.map((key) => `${key} ${env[key] ? 'set' : 'not set'}`).join(', '),
      ...(profile.name !== 'demo' &&
        !llm.id && {
          nextMove: `${llm.nextMove ?? llm.reason} Rules plan and answer until then.`,
        }),
    },
  ]
}

async function cacheFolder(dirs: Dirs): Promise<Finding[]> {
  try {
    await makeFolderPrivately(dirs.cache)
    await access(dirs.cache, constants.W_OK)
    const { bavail, bsize } = await statfs(dirs.cache)
    const free = bavail * bsize
    const detail = `${dirs.cache}, ${formatBytes(free)} free`
    return free < 1e9
      ? [
          {
            level: 'problem',
            subject: 'cache folder',
            detail,
            nextMove: `Make room on the disk of ${dirs.cache}, or set SWITCHYARD_CACHE_DIR.`,
          },
        ]
      : [{ level: 'ok', subject: 'cache folder', detail }]
  } catch (error) {
    const detail = `${dirs.cache}: ${error instanceof Error ? error.message : error}`
    return [
      {
        level: 'problem',
        subject: 'cache folder',
        detail,
        nextMove: 'Set SWITCHYARD_CACHE_DIR to a folder you can write to.',
      },
    ]
  }
}

async function demoPack(): Promise<Finding[]> {
  const checked = await Promise.all(packManifests.map((file) => verifyManifest(file)))
  const problems = checked.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`))
  if (problems.length === 0) {
    const here = relative('.', join(packageRoot, 'samples/images/scene-06.png'))
    const sample = here.startsWith('..') ? resolve(here) : here
    const next = `Try it: switchyard ask --profile demo "What is in this picture?" ${sample}`
    return [{ level: 'ok', subject: 'demo pack', detail: 'complete', nextMove: next }]
  }
  return [
    {
      level: 'problem',
      subject: 'demo pack',
      detail: problems.join('; '),
      nextMove: 'Install Switchyard again.',
    },
  ]
}

async function hub({ profile }: AgentParts, { env, signal }: Looking): Promise<Finding[]> {
  const subject = 'Hugging Face Hub'
  if (!profile.downloads)
    return [{ level: 'note', subject, detail: 'downloads are off (profile, --offline or HF_HUB_OFFLINE)' }]
  const endpoint = env.HF_ENDPOINT ?? 'https://huggingface.co'
  try {
    const response = await withTimeout(signal, 5000, (stop) =>
      fetch(endpoint, { method: 'HEAD', signal: stop }),
    )
    return [{ level: 'ok', subject, detail: `${redact(endpoint)} answers (${response.status})` }]
  } catch {
    signal.throwIfAborted()
    return [
      {
        level: 'problem',
        subject,
        detail: `${redact(endpoint)} does not answer`,
        nextMove:
          'Check the network or HF_ENDPOINT; until then use --offline with models on disk, or --profile demo.',
      },
    ]
  }
}

/** Only where a queue is configured: without one, Switchyard needs no Redis. */
async function redis({ env }: Looking): Promise<Finding[]> {
  if (!env.REDIS_URL) return []
  const [{ openQueue }, { checkRedisSettings }] = await Promise.all([
    import('../queue/redis/connection.js'),
    import('../queue/redis/redis-settings.js'),
  ])
  try {
    const connection = await openQueue({ url: env.REDIS_URL, connectTimeoutMs: 2_000 })
    try {
      return await checkRedisSettings(connection.redis)
    } finally {
      await connection.close()
    }
  } catch (thrown) {
    const detail = 'the queue at REDIS_URL can not be used'
    return [{ level: 'problem', subject: 'Redis', detail, nextMove: toSwitchyardError(thrown).message }]
  }
}

/** Only where one is configured. */
async function mediaShare({ share }: AgentParts, { signal }: Looking): Promise<Finding[]> {
  if (!share) return []
  const subject = 'media share'
  const { checkShare } = await import('../media/share/check-share.js')
  try {
    await checkShare(share, { signal })
    return [{ level: 'ok', subject, detail: `${share.name}: written, read and removed a probe` }]
  } catch (thrown) {
    signal.throwIfAborted()
    const detail = `${share.name} can not be used`
    return [{ level: 'problem', subject, detail, nextMove: toSwitchyardError(thrown).message }]
  }
}

function models(
  { registry, catalog, local, profile }: AgentParts,
  { hubAnswers }: { hubAnswers: boolean },
): Finding[] {
  const usable = registry.list().filter(({ id }) =>
    catalog
      .candidates(id)
      .filter(
        ({ backend, source }) => backend === 'local' && source !== 'code' && profile.sources.includes(source),
      )
      .some((candidate) => ['loaded', 'cached'].includes(local.state(candidate).readiness)),
  )
  const detail = `on disk for ${usable.length} of ${registry.list().length} tools${usable.length > 0 ? `: ${usable.map(({ id }) => id).join(', ')}` : ''}`
  if (usable.length > 0 || !hubAnswers) return [{ level: 'note', subject: 'models', detail }]
  return [
    {
      level: 'note',
      subject: 'models',
      detail,
      nextMove: 'Models are downloaded on first use; fetch some now: switchyard models pull image-to-text',
    },
  ]
}
