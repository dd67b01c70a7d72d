import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createAgent } from '../../src/agent/agent.js'
import type { AgentOptions } from '../../src/agent/options.js'
import { packageRoot } from '../../src/config/package-root.js'
import { type FakeRouter, fakeRouter, type ServedModel } from '../support/fake-router.js'
import { packAnswers } from '../support/pack-answers.js'
import { token } from '../support/remote-bench.js'

const cats = join(packageRoot, 'samples/images/scene-12.png')
const request = { text: 'Describe this picture and classify it.', media: [cats] }

let pack: Awaited<ReturnType<typeof packAnswers>>
let router: FakeRouter
beforeAll(async () => {
  pack = await packAnswers()
  const classifier = pack.models['pack/image-classification']
  if (!classifier) throw new Error('no model')
  const chat: ServedModel = {
    task: 'conversational',
    providers: { together: 'Qwen/VL' },
    answer: () => ({ json: 'Two cats sit on a white background.' }),
  }
  router = await fakeRouter({
    token,
    models: {
      'google/vit-base-patch16-224': { ...classifier, providers: { 'hf-inference': 'google/vit' } },
      'Qwen/Qwen2.5-VL-7B-Instruct': chat,
    },
  })
})
afterAll(async () => {
  await pack.close()
  await router.close()
  router.assertExpected()
})

async function agentWith(options: AgentOptions, env: Record<string, string>) {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-remote-agent-'))
  const agent = await createAgent({
    llm: 'none',
    ...options,
    env: { HOME: home, SWITCHYARD_CACHE_DIR: home, ...env },
  })
  onTestFinished(async () => {
    await agent.close()
    await rm(home, { recursive: true, force: true })
  })
  return agent
}

test('The remote profile answers with the models that the catalogue names at Hugging Face, and needs none here', async () => {
  const env = { HF_TOKEN: token, HF_ENDPOINT: router.url, HF_INFERENCE_ENDPOINT: router.url }
  const agent = await agentWith({ profile: 'remote' }, env)
  const { status, answer, steps } = await agent.run(request).result
  const ranOn = steps.map(({ tool, calls }) => [
    tool,
    calls.flatMap(({ attempts }) => attempts.map(({ candidate }) => candidate)),
  ])
  expect(ranOn).toEqual([
    ['image-to-text', ['hugging-face:Qwen/Qwen2.5-VL-7B-Instruct:auto']],
    ['image-classification', ['hugging-face:google/vit-base-patch16-224:hf-inference']],
  ])
  expect(status).toBe('answered')
  expect(answer).toContain('Two cats sit on a white background')
  expect(answer).toMatch(/shows a cat/)
  expect(agent.parts.local.hosts()).toEqual([])
})

test('Without a token nothing is called, and the hub profile says that one is needed', async () => {
  const before = router.requests.length
  const env = { HF_ENDPOINT: router.url, HF_INFERENCE_ENDPOINT: router.url }
  const agent = await agentWith({ profile: 'hub', set: ['downloads=false'] }, env)
  const { status, steps } = await agent.run(request).result
  expect(status).toBe('failed')
  const [step] = steps
  expect(step?.error?.code).toBe('NO_ROUTE')
  expect(step?.error?.message).toContain(
    'hugging-face:Qwen/Qwen2.5-VL-7B-Instruct:auto needs a Hugging Face token, there is none',
  )
  expect(router.requests).toHaveLength(before)
})
