import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { type Cli, createCli } from '../support/cli.js'

let cli: Cli
let running: ReturnType<Cli['start']> | undefined
let url = ''
beforeAll(async () => {
  cli = await createCli()
})
afterAll(async () => {
  running?.kill('SIGKILL')
  await cli?.dispose()
})

/** Tells a server to stop, and gives it the time that it takes: execa's own way would kill it after a while. */
async function stop(server: ReturnType<Cli['start']>) {
  if (server.pid !== undefined) process.kill(server.pid, 'SIGTERM')
  return server
}

/** Starts a server and waits for its addresses. */
async function startServer(args: readonly string[]) {
  const server = cli.start([...args, '--port', '0'])
  let said = ''
  await new Promise<void>((resolve) => {
    server.all?.on('data', (chunk) => {
      said += chunk
      if (said.includes('Ctrl-C')) resolve()
    })
    void server.then(() => resolve())
  })
  return { server, said, url: /^http:\/\/[\d.]+:\d+/m.exec(said)?.[0] ?? '' }
}

test('What docs/serve.md shows works', { timeout: 120_000 }, async () => {
  const text = await readFile(join(packageRoot, 'docs/serve.md'), 'utf8')
  const lines = [...text.matchAll(/^```bash\n([\s\S]*?)^```/gm)].flatMap(([, code = '']) =>
    code.split('\n').filter((line) => line !== ''),
  )
  expect(lines.length).toBeGreaterThan(8)
  let id = ''
  for (const line of lines) {
    if (line.startsWith('switchyard serve')) {
      const started = await startServer(line.split(' ').slice(1))
      running = started.server
      url = started.url
      expect(started.said).toContain(`${url}/v1 `)
      continue
    }
    if (line.startsWith('curl')) {
      const here = line
        .replaceAll('http://127.0.0.1:8700', url)
        .replaceAll('@samples', `@${packageRoot}/samples`)
      const { stdout } = await execa('sh', ['-c', here.replace('curl', 'curl -sS --fail-with-body')])
      if (line.endsWith('/metrics')) expect(stdout).toContain('switchyard_runs_running')
      else expect(() => JSON.parse(stdout)).not.toThrow()
      if (line.includes('/v1/responses')) expect(stdout).toContain('It shows a bus')
      if (line.includes('transcriptions')) expect(stdout).toContain('the bus is behind the moon')
      continue
    }
    const [, ...args] = line.split(' ').map((word) => (word === 'ID' ? id : word))
    const { stdout, stderr, exitCode } = await cli.run(args)
    expect({ line, stderr: exitCode === 0 ? '' : stderr, exitCode }).toEqual({
      line,
      stderr: '',
      exitCode: 0,
    })
    if (args[1] === 'list') id = stdout.split(' ')[0] ?? ''
  }
  expect(running && (await stop(running)).exitCode).toBe(0)
})

test('A server that is told to stop lets its requests end, and exits', async () => {
  const { server, url } = await startServer(['serve', '--profile', 'demo'])
  const bytes = (await readFile(join(packageRoot, 'samples/images/scene-06.png'))).toString('base64')
  const reply = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({
      model: 'demo',
      stream: true,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is in this picture?' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${bytes}` } },
          ],
        },
      ],
    }),
  })
  const stopped = stop(server)
  expect(await reply.text()).toMatch(/bus[\s\S]*\[DONE\]/)
  const { exitCode, stderr } = await stopped
  expect(exitCode).toBe(0)
  expect(stderr).toContain('"route":"/v1/chat/completions","status":200')
  expect(stderr).not.toContain('What is in')
  expect(await cli.leftovers()).toEqual([])
})

test('An address of the network needs keys, or --insecure', async () => {
  const { exitCode, stderr } = await cli.run([
    'serve',
    '--profile',
    'demo',
    '--host',
    '0.0.0.0',
    '--port',
    '0',
  ])
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(/switchyard keys add.*--key-file.*--insecure/)
  const { server, said } = await startServer([
    'serve',
    '--profile',
    'demo',
    '--host',
    '0.0.0.0',
    '--insecure',
  ])
  expect(said).toMatch(/warning.*no keys are asked for/)
  expect((await stop(server)).exitCode).toBe(0)
})

test('A port that is taken, and a key that is not there, are said plainly', async () => {
  const first = await startServer(['serve', '--profile', 'demo'])
  const port = first.url.split(':').at(-1) ?? ''
  const { exitCode, stderr } = await cli.run(['serve', '--profile', 'demo', '--port', port])
  expect([exitCode, stderr.includes('--port')]).toEqual([2, true])
  await stop(first.server)
  const revoked = await cli.run(['keys', 'revoke', 'abc'])
  expect([revoked.exitCode, revoked.stderr.includes('keys list')]).toEqual([2, true])
})
