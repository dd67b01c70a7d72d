import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { pythonClients } from '../support/python.js'
import { fixtureModels, type ServedAgent, serveAgent } from '../support/served-agent.js'

let python: Awaited<ReturnType<typeof pythonClients>>
let dir: string
let demo: ServedAgent
let random: ServedAgent
beforeAll(async () => {
  python = await pythonClients()
  dir = await mkdtemp(join(tmpdir(), 'switchyard-python-work-'))
  demo = await serveAgent()
  // Random models run every tool, so that no endpoint is without one.
  random = await serveAgent({ agent: { set: fixtureModels } })
}, 300_000)
afterAll(async () => {
  await demo?.close()
  await random?.close()
  await rm(dir, { recursive: true, force: true })
})

const run = (bin: string, args: readonly string[], env: Record<string, string> = {}) =>
  execa(join(bin, 'python'), args, { cwd: dir, env, reject: false, all: true, stdin: 'ignore' })

test('The server does what its description says', { timeout: 120_000 }, async (context) => {
  if ('reason' in python) return context.skip(python.reason)
  const checks = [
    ...['not_a_server_error', 'status_code_conformance', 'content_type_conformance'],
    ...['response_schema_conformance', 'negative_data_rejection', 'unsupported_method'],
  ]
  const { exitCode, all } = await run(python.bin, [
    ...['-m', 'schemathesis.cli', 'run', `${random.server.url}/openapi.json`],
    ...['--phases', 'coverage,fuzzing', '--max-examples', '2', '--max-time', '15'],
    // Nothing draws here, which is told by a 501.
    ...['--exclude-path', '/v1/images/generations', '--exclude-path', '/v1/images/edits'],
    ...['--checks', checks.join(','), '--generation-deterministic', '--request-timeout', '20'],
  ])
  expect({ exitCode, all: exitCode === 0 ? '' : all }).toEqual({ exitCode: 0, all: '' })
})

const program = `
import base64, sys
from openai import OpenAI, NotFoundError
client = OpenAI(max_retries=0)
print([model.id for model in client.models.list()][0])
picture = open(sys.argv[1], "rb").read()
url = "data:image/png;base64," + base64.b64encode(picture).decode()
content = [{"type": "text", "text": "What is in this picture?"}, {"type": "image_url", "image_url": {"url": url}}]
chat = {"model": "demo", "messages": [{"role": "user", "content": content}]}
print(client.chat.completions.create(**chat).choices[0].message.content)
with client.chat.completions.create(**chat, stream=True, stream_options={"include_usage": True}) as stream:
    chunks = list(stream)
print("".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices))
print(chunks[-1].usage.total_tokens >= 0)
memo = open(sys.argv[2], "rb")
print(client.audio.transcriptions.create(model="automatic-speech-recognition", file=memo).text)
file = client.files.create(file=open(sys.argv[1], "rb"), purpose="vision", expires_after={"anchor": "created_at", "seconds": 3600})
print(file.expires_at - file.created_at, client.files.content(file.id).read() == picture, client.files.delete(file.id).deleted)
try:
    client.models.retrieve("gpt-9")
except NotFoundError as error:
    print(error.code)
`

test('The openai package of Python uses it as it is', { timeout: 60_000 }, async (context) => {
  if ('reason' in python) return context.skip(python.reason)
  const files = ['samples/images/scene-06.png', 'samples/audio/memo-05.wav'].map((file) =>
    join(packageRoot, file),
  )
  const env = { OPENAI_BASE_URL: demo.baseURL, OPENAI_API_KEY: 'any' }
  const { stdout, stderr, exitCode } = await run(python.bin, ['-c', program, ...files], env)
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' })
  const [id, whole, ...rest] = stdout.split('\n')
  expect(id).toBe('demo')
  expect(whole).toContain('bus')
  expect(rest.join('\n')).toMatch(/bus/)
  expect(rest.slice(-4)).toEqual([
    'True',
    expect.stringContaining('the bus is behind the moon'),
    expect.stringMatching(/^3[56]\d\d True True$/),
    'model_not_found',
  ])
})
