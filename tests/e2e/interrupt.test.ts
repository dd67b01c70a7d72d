import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, createCli, memo, picture } from '../support/cli.js'
import { fakeHub } from '../support/fake-hub.js'
import { type OpenAiServer, type ServerStep, startOpenAiServer } from '../support/openai-server.js'
import { serve } from '../support/serve.js'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
})
afterAll(() => cli.dispose())

/** Presses Ctrl-C once `when` has come true, and says how the command ended. */
async function interrupt(
  args: readonly string[],
  when: (output: () => string) => Promise<unknown>,
  env: Record<string, string> = {},
) {
  const started = cli.start(args, { env, stdin: 'ignore' })
  let output = ''
  started.all?.on('data', (data: Buffer) => {
    output += data.toString()
  })
  await Promise.race([when(() => output), started])
  started.kill('SIGINT')
  const { exitCode } = await started
  expect(output).toContain('Stopped.')
  expect(exitCode).toBe(130)
}

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

afterEach(async () => {
  expect(await cli.leftovers()).toEqual([])
  expect(await cli.halfWritten()).toEqual([])
})

describe('Ctrl-C', () => {
  let llm: OpenAiServer | undefined
  afterEach(async () => {
    await llm?.close()
    llm = undefined
  })
  const withLlm = async (script: readonly ServerStep[]) => {
    llm = await startOpenAiServer(script)
    return { OPENAI_BASE_URL: llm.baseUrl, OPENAI_API_KEY: 'test' }
  }
  const askLlm = ['ask', '--profile', 'demo', '--set', 'planner=auto', '--llm', 'openai:test']

  it('while a URL is fetched', async () => {
    const requested = arrival()
    const server = await serve((_request, response) => {
      response.writeHead(200).write('x')
      requested.arrive()
    })
    const flags = ['--profile', 'demo', '--set', 'media.allowPrivateAddresses=true']
    await interrupt(['ask', ...flags, 'Describe this.', server.url], () => requested.arrived)
    server.close()
  })

  it('while the LLM plans', async () => {
    const env = await withLlm([{ silence: true }])
    await interrupt([...askLlm, 'Describe this.', picture(1)], async () => llm?.received(1), env)
  })

  it('while a model works', async () => {
    await interrupt(
      ['ask', '--profile', 'demo', '--no-cache', 'Transcribe these.', ...Array(40).fill(memo('long'))],
      (output) => until(() => output().includes('plan')),
    )
  })

  it('while the answer is streamed', async () => {
    const plan = { steps: [] }
    const env = await withLlm([{ json: plan }, { stall: 'It is' }])
    await interrupt([...askLlm, 'Hello?'], (output) => until(() => output().includes('It is')), env)
  })

  it('while a model is downloaded', async () => {
    const hub = await fakeHub(['pictogram/vit-tiny'])
    hub.faults.push({ kind: 'stall', match: /model_quantized/, afterBytes: 50_000 })
    const catalog =
      'image-classification:\n  replace: true\n  candidates: [{ backend: local, model: pictogram/vit-tiny }]\n'
    await writeFile(join(cli.home, 'one-model.yaml'), catalog)
    await interrupt(
      ['ask', '--profile', 'hub', '--set', 'catalogs=[one-model.yaml]', 'Classify this.', picture(1)],
      (output) => until(() => output().includes('downloading')),
      { HF_ENDPOINT: hub.url },
    )
  })
})

function arrival() {
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  return { arrived, arrive: () => arrive() }
}
