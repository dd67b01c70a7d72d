import { cp, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createAgent } from '../../src/agent/agent.js'
import { localDefaults } from '../../src/llm/choose-default-model.js'
import { findProblems } from '../../src/ops/doctor.js'
import { startOllama } from '../support/llm-servers.js'
import { temporaryDir } from '../support/media-files.js'
import { tinyLlm } from '../support/tiny-llm.js'

const smallest = localDefaults.at(-1)?.spec ?? ''

/** A Hub cache that holds the smallest of the local defaults: its name and form, random weights. */
async function cacheWithLlm(): Promise<string> {
  const cache = await temporaryDir()
  const [, owner, name] = /^local:(.+)\/(.+):q4$/.exec(smallest) ?? []
  const folder = join(cache, `models--${owner}--${name}`)
  const commit = 'c'.repeat(40)
  await cp((await tinyLlm()).folder, join(folder, 'snapshots', commit), { recursive: true })
  const weights = join(folder, 'snapshots', commit, 'onnx')
  await rename(join(weights, 'model.onnx'), join(weights, 'model_q4.onnx'))
  await mkdir(join(folder, 'refs'))
  await writeFile(join(folder, 'refs/main'), commit)
  return cache
}

async function agentWith(env: Record<string, string>, set: readonly string[] = []) {
  const home = await temporaryDir()
  const agent = await createAgent({
    profile: 'demo',
    llm: 'auto',
    set: ['planner=auto', 'llmServers=[]', 'local.hosts=1', 'local.threads=1', 'local.memory=3GB', ...set],
    env: { HOME: home, SWITCHYARD_CACHE_DIR: home, HF_HUB_OFFLINE: '1', ...env },
  })
  onTestFinished(() => agent.close())
  return agent
}

async function doctorsLines(agent: Awaited<ReturnType<typeof agentWith>>, env: Record<string, string>) {
  const findings = await findProblems(agent.parts, { env, signal: new AbortController().signal })
  const detailOf = (subject: string) => findings.find((one) => one.subject === subject)?.detail ?? ''
  return { llm: detailOf('LLM'), order: detailOf('LLM order').split('; ') }
}

test('auto takes a local LLM that is on disk where no key is set, and the doctor says so', async () => {
  const env = { HF_HUB_CACHE: await cacheWithLlm() }
  const agent = await agentWith(env)
  expect(agent.parts.llm).toMatchObject({ id: smallest, staysHere: true })
  const { llm, order } = await doctorsLines(agent, env)
  expect(llm).toBe(`${smallest}. A local LLM is on disk.`)
  expect(order).toHaveLength(4)
  expect(order[0]).toBe('OPENAI_API_KEY or OPENAI_BASE_URL is not set')
  expect(order[3]).toBe(`A local LLM is on disk: ${smallest} is used`)
  // It is not only named: it is asked, from the files in the cache.
  const model = agent.parts.llm.model
  const reply = await model?.json([{ role: 'user', content: 'Which?' }], {
    schema: {
      type: 'object',
      properties: { colour: { enum: ['red'] } },
      required: ['colour'],
      additionalProperties: false,
    },
    schemaName: 'colour',
    signal: new AbortController().signal,
  })
  expect(JSON.parse(reply?.text ?? '')).toEqual({ colour: 'red' })
})

test('auto takes an LLM server on this machine before it, and the doctor says which model', async () => {
  const ollama = await startOllama([{ name: 'qwen2.5vl:7b', capabilities: ['completion', 'vision'] }])
  onTestFinished(() => ollama.close())
  const agent = await agentWith({}, [`llmServers=[${JSON.stringify(ollama.url)}]`])
  expect(agent.parts.llm).toMatchObject({ id: 'openai:qwen2.5vl:7b', staysHere: true, seesPictures: true })
  const { llm, order } = await doctorsLines(agent, {})
  expect(llm).toBe(`openai:qwen2.5vl:7b. Ollama at ${ollama.url} serves qwen2.5vl:7b, its only LLM.`)
  expect(order[3]).toContain('openai:qwen2.5vl:7b is used')
})

test('auto prefers a key to it, but not under local privacy', async () => {
  const env = { HF_HUB_CACHE: await cacheWithLlm(), HF_TOKEN: 'hf_canary' }
  const abroad = await agentWith(env, ['privacy=any'])
  expect(abroad.parts.llm).toMatchObject({ id: 'hf:openai/gpt-oss-120b', staysHere: false })
  const here = await agentWith(env, ['privacy=local'])
  expect(here.parts.llm).toMatchObject({ id: smallest, staysHere: true })
  const { order } = await doctorsLines(here, env)
  expect(order[2]).toBe('HF_TOKEN is set: hf:openai/gpt-oss-120b is not used, privacy is local')
  expect(order.join()).not.toContain('canary')
})

test('auto leaves a local LLM alone that the memory can not hold', async () => {
  const env = { HF_HUB_CACHE: await cacheWithLlm() }
  const agent = await agentWith(env, ['local.memory=1GB'])
  expect(agent.parts.llm.id).toBeUndefined()
  expect((await doctorsLines(agent, env)).order[3]).toContain('not on disk, or too large for the memory')
})
