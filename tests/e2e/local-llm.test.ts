import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { type Cli, createCli } from '../support/cli.js'
import { fakeHub } from '../support/fake-hub.js'

const llm = 'onnx-community/Qwen2.5-1.5B-Instruct'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
})
afterAll(() => cli.dispose())

/** A Hub that has the LLM: its name, and a model with random weights in two dtypes. */
async function hubWithLlm() {
  const folder = join(packageRoot, 'tests/fixtures/models/text-generation')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  const files = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))]))
  const weights = await readFile(join(folder, 'onnx/model.onnx'))
  const onnx = { 'onnx/model_q4.onnx': weights, 'onnx/model_quantized.onnx': weights }
  return fakeHub([], {}, { written: { [llm]: { files: { ...Object.fromEntries(files), ...onnx } } } })
}

it('models pull takes the spec of a local LLM, and auto then finds it on disk', async () => {
  const hub = await hubWithLlm()
  const env = { HF_ENDPOINT: hub.url }
  const settings = ['--profile', 'hub', '--set', 'privacy=local', '--set', 'local.memory=3GB']
  const before = await cli.run(['doctor', ...settings, '--llm', 'auto'], { env })
  expect(before.stdout).not.toContain(`local:${llm}:q4`)

  const pulled = await cli.run(['models', 'pull', ...settings, `local:${llm}`], { env })
  expect(pulled.stdout).toContain(llm)
  expect(pulled.exitCode).toBe(0)
  const snapshot = join(cli.home, 'hf/hub/models--onnx-community--Qwen2.5-1.5B-Instruct/snapshots')
  const got = await readdir(snapshot, { recursive: true })
  expect(got.filter((name) => name.endsWith('.onnx')).map((name) => name.split('/').at(-1))).toEqual([
    'model_q4.onnx',
  ])

  const after = await cli.run(['doctor', ...settings, '--llm', 'auto'], { env })
  expect(after.stdout).toContain(`local:${llm}:q4. A local LLM is on disk`)
})

it('models pull says how to write a local LLM', async () => {
  const { stderr, exitCode } = await cli.run(['models', 'pull', '--profile', 'hub', 'local:owner/name:q9'])
  expect(stderr).toContain('"q9" is no dtype')
  expect(exitCode).toBe(2)
})
