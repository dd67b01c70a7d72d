import { expect, test } from 'vitest'
import type { CandidateState } from '../../../../src/backends/backend.js'
import { type Candidate, candidateSchema } from '../../../../src/config/candidate.js'
import { profileSchema } from '../../../../src/config/profile.js'
import { createLlmCandidate, withLlm } from '../../../../src/routing/llm-candidate.js'
import { route } from '../../../../src/routing/router.js'
import { loadTool } from '../../../../src/tools/registry.js'

const llm = createLlmCandidate({ id: 'openai:gpt-5-mini', endpoint: undefined, price: undefined })
const here = candidateSchema.parse({ backend: 'local', model: 'a/captioner', quality: 2, speed: 5 })
const there = candidateSchema.parse({ backend: 'hugging-face', model: 'a/vlm', quality: 3, speed: 3 })

function ranked(
  settings: object,
  local: CandidateState['readiness'],
  candidates: readonly Candidate[] = [here, there, llm],
) {
  const routed = route(
    'image-to-text',
    {},
    {
      candidates,
      profile: profileSchema.parse({ name: 'test', description: '', ...settings }),
      state: ({ backend }) => ({ readiness: backend === 'local' ? local : 'remote' }),
      hasToken: true,
      resting: () => undefined,
      measure: () => undefined,
      now: 0,
    },
  )
  return routed.ok ? routed.value.ranked.map(({ id }) => id.split(':')[0]) : []
}

test('an LLM that sees goes before a model that would have to be downloaded, and after one that is here', () => {
  expect(ranked({}, 'absent')).toEqual(['llm', 'local', 'hugging-face'])
  expect(ranked({}, 'cached')).toEqual(['local', 'llm', 'hugging-face'])
})

test('quality and the profile decide about it as about any other', () => {
  expect(ranked({ preference: 'quality', backends: ['hugging-face', 'llm'] }, 'cached')).toEqual([
    'llm',
    'hugging-face',
  ])
  expect(ranked({ backends: ['local'] }, 'cached')).toEqual(['local'])
  expect(ranked({ privacy: 'local' }, 'cached')).toEqual(['local'])
  const near = createLlmCandidate({
    id: 'openai:qwen2.5vl',
    endpoint: 'http://127.0.0.1:11434/v1',
    price: undefined,
  })
  expect(ranked({ privacy: 'local' }, 'cached', [here, near])).toEqual(['local', 'llm'])
})

test('only tools that know how to ask it have it as a candidate', async () => {
  const tools = await Promise.all(['image-to-text', 'summarization'].map((id) => loadTool(id)))
  const catalog = withLlm(
    { candidates: () => [here] },
    { candidate: llm, tools: tools.flatMap((tool) => tool ?? []) },
  )
  expect(catalog.candidates('image-to-text')).toEqual([here, llm])
  expect(catalog.candidates('summarization')).toEqual([here])
})
