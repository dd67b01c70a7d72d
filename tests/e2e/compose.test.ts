import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { queueCommand } from '../../src/cli/queue.js'
import { workerCommand } from '../../src/cli/worker.js'
import { packageRoot } from '../../src/config/package-root.js'

const serviceSchema = z.object({
  command: z.array(z.string()),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()),
  depends_on: z.record(z.string(), z.unknown()).default({}),
  stop_grace_period: z.string().optional(),
})
const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
})

const read = (file: string) => readFile(join(packageRoot, file), 'utf8')
const { services, volumes } = composeSchema.parse(parse(await read('compose.yaml')))
const service = (name: string) => serviceSchema.parse(services[name])

// No Docker engine is needed, and none is used: the files are held against the command line that they start.
describe('compose.yaml', () => {
  it.each(['worker', 'client'])('starts the %s with flags that the command line has', async (name) => {
    const taken: Record<string, unknown>[] = []
    const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
    for (const command of [workerCommand(), queueCommand()])
      program.addCommand(
        command
          .exitOverride()
          .configureOutput({ writeErr: () => {} })
          .action((flags) => void taken.push(flags)),
      )
    await program.parseAsync(service(name).command, { from: 'user' })
    expect(taken).toHaveLength(1)
    await expect(
      program.parseAsync([...service(name).command, '--no-such-flag'], { from: 'user' }),
    ).rejects.toThrow('unknown option')
  })

  it('tells its processes where Redis is, waits for it and shares the media', () => {
    for (const name of ['worker', 'client']) {
      const { environment, depends_on, volumes: mounted } = service(name)
      expect(services).toHaveProperty(new URL(environment.REDIS_URL ?? '').hostname)
      expect(depends_on).toHaveProperty('redis')
      expect(mounted).toContain('cache:/cache')
    }
    for (const { volumes: mounted } of Object.values(services))
      for (const mount of mounted) expect(volumes).toHaveProperty(mount.split(':')[0] ?? '')
  })

  it('runs Redis with what the queue needs of it', () => {
    const command = service('redis').command.join(' ')
    expect(command).toContain('--appendonly yes')
    expect(command).toContain('--maxmemory-policy noeviction')
  })

  it('gives the worker longer to stop than it takes to drain', () => {
    const drainMs = workerCommand().options.find(({ long }) => long === '--drain')?.defaultValue
    const graceMs = 1000 * Number(/^(\d+)s$/.exec(service('worker').stop_grace_period ?? '')?.[1])
    expect(graceMs).toBeGreaterThan(Number(drainMs))
  })
})

describe('Dockerfile', () => {
  it('copies what there is, past .dockerignore, and starts the command line', async () => {
    const text = await read('Dockerfile')
    const allowed = (await read('.dockerignore')).split('\n').map((line) => line.replace('!', ''))
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    )
    expect(copied.length).toBeGreaterThan(5)
    for (const file of copied) {
      await access(join(packageRoot, file))
      expect(allowed).toContain(file)
    }
    const manifest = z
      .object({ bin: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await read('package.json')))
    expect(text).toContain(`ENTRYPOINT ["node", "${manifest.bin.switchyard}"]`)
    expect(text).toMatch(/^FROM node:20-\w+-slim$/m)
  })
})
