import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

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
// They draw and lay out as they wait: none is to be slow because of a third beside it.
const pages = ['tests/e2e/page*.test.ts']

const projects = [
  {
    name: 'processes',
    include: ['tests/{integration,e2e}/**/*.test.ts'],
    exclude: [...keepingState, ...pages],
    // Many wait for other processes, for locks and for outages.
    maxWorkers: 3,
    sequence: { groupOrder: 0 },
  },
  { name: 'alone', include: keepingState, isolate: true, sequence: { groupOrder: 1 } },
  { name: 'pages', include: pages, sequence: { groupOrder: 1 } },
  { name: 'unit', include: ['tests/unit/**/*.test.ts'], sequence: { groupOrder: 1 } },
]

/** Files that take long though they are short: begun last, one of them would be alone at the end. */
const long = ['integration/harder-requests', 'unit/scripts/growth']

/** One project after the other, so that a worker changes its project once; of each the longest files first, then the largest. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification) =>
      projects.findIndex(({ name }) => name === project.name) * 2 +
      Number(!long.some((file) => moduleId.includes(`/${file}.test.ts`)))
    return (await super.sort(files)).sort((one, other) => place(one) - place(other))
  }
}

export default defineConfig({
  test: {
    globalSetup: ['tests/support/build.ts'],
    reporters: ['default', 'tests/support/count-reporter.ts'],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: projects.map((project) => ({ test: { ...shared, ...project } })),
  },
})
