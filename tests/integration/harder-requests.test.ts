import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Agent, createAgent } from '../../src/agent/agent.js'
import { createAnsweringContestant } from '../../src/cli/eval/answering-contestant.js'
import { packageRoot } from '../../src/config/package-root.js'
import { isRight, judge } from '../../src/eval/judge.js'
import { readOwnCases } from '../../src/eval/read-own-cases.js'
import { runEval } from '../../src/eval/run-eval.js'

/** Requests as different people put them, each set written before the rules were held against it, with the demo's real models. */
const bars = [
  { file: 'harder-4.jsonl', right: 0.97 },
  { file: 'harder-5.jsonl', right: 0.97 },
  { file: 'harder-6.jsonl', right: 0.97 },
  { file: 'harder-7.jsonl', right: 0.95 },
  { file: 'harder-8.jsonl', right: 0.98 },
  { file: 'harder-9.jsonl', right: 0.91 },
  { file: 'blind-b.jsonl', right: 0.97 },
  { file: 'blind-a.jsonl', right: 0.97 },
  { file: 'blind-c.jsonl', right: 0.97 },
  { file: 'blind-d.jsonl', right: 0.97 },
  { file: 'blind-e.jsonl', right: 0.97 },
  { file: 'blind-f.jsonl', right: 0.98 },
]

describe('without an LLM, what is asked of pictures and recordings is answered', () => {
  let agent: Agent
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-harder-'))
    agent = await createAgent({
      profile: 'demo',
      llm: 'none',
      set: ['planner=rules'],
      env: { HOME: folder, SWITCHYARD_CACHE_DIR: folder, HF_HUB_OFFLINE: '1' },
    })
  })
  afterAll(async () => {
    await agent.close()
    await rm(folder, { recursive: true, force: true })
  })

  it.each(bars)(
    '$file',
    async ({ file, right }) => {
      const read = await readOwnCases(join(packageRoot, 'config/eval', file))
      if (!read.ok) throw read.error
      const cases = read.value
      const rows = await runEval({
        cases,
        contestants: [createAnsweringContestant('rules', agent)],
        tools: [],
        answers: true,
        signal: new AbortController().signal,
      })
      const wrong = rows.flatMap((row, at) => {
        const one = cases[at]
        if (one?.id !== row.case) throw new Error(`${row.case} is out of order`)
        const judged = judge(one, row, { namesOf: () => undefined })
        return isRight(judged) ? [] : [`${one.id}: ${judged.misses.join('; ') || 'another plan'}`]
      })
      expect(1 - wrong.length / cases.length, wrong.join('\n')).toBeGreaterThanOrEqual(right)
    },
    300_000,
  )
})
