import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/build.ts'],
    reporters: ['default', 'tests/support/count-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // LLM servers that happen to run on this machine are no part of a test.
    env: { SWITCHYARD_LLM_SERVERS: '[]' },
  },
})
