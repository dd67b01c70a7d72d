import { defineConfig } from 'vitest/config'

const shared = {
  // Tests leave their process as they find it, so that a worker loads the modules once for all files that it runs.
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  maxWorkers: 2,
  // What is waited for comes late where the machine has other work.
  expect: { poll: { timeout: 20_000 } },
  // LLM servers that happen to run on this machine are no part of a test.
  env: { SWITCHYARD_LLM_SERVERS: '[]' },
}

// What they test is made once in a process, with the environment that it has then: LangSmith's client.
const keepingState = ['tests/integration/llm-langsmith.test.ts']

export default defineConfig({
  test: {
    globalSetup: ['tests/support/build.ts'],
    reporters: ['default', 'tests/support/count-reporter.ts'],
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          name: 'processes',
          include: ['tests/{integration,e2e}/**/*.test.ts'],
          exclude: keepingState,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'alone',
          include: keepingState,
          isolate: true,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
