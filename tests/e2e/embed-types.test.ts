import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'

/** What a program hands over that has its options in variables. */
const program = `
import { createAgent, createBudget, type Budget, type MediaSource, type Plan } from 'switchyard-ai'
import { scriptedModel } from 'switchyard-ai/testing'
import { createRunClient, openQueue } from 'switchyard-ai/queue'

const llm = scriptedModel([{ json: { steps: [] } }, { stream: 'Hello.' }])
const agent = await createAgent({ profile: process.env.PROFILE, llm })
const media: MediaSource[] | undefined = process.argv[2] ? [process.argv[2]] : undefined
const plan: Plan | undefined = process.argv[3] ? JSON.parse(process.argv[3]) : undefined
const budget: Budget | undefined = process.argv[4] ? createBudget({ limitUsd: 1 }) : undefined
const signal: AbortSignal | undefined = process.argv[5] ? AbortSignal.timeout(1000) : undefined
const run = agent.run({ text: 'Hello', media, plan }, { budget, signal })
for await (const event of run) {
  if (event.type === 'step-finished') console.log(event.report.summary)
  if (event.type === 'run-failed') console.log(event.error.code)
}
const { steps } = await run.result
console.log(steps[0]?.calls[0]?.route?.ranked[0]?.id, createRunClient, openQueue)
`

const strict = {
  ...{ target: 'es2023', lib: ['es2023', 'dom', 'dom.iterable'], types: ['node'], noEmit: true },
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ verbatimModuleSyntax: true, isolatedModules: true },
}
const nodeModules = { module: 'nodenext', moduleResolution: 'nodenext' }
const bundled = { module: 'esnext', moduleResolution: 'bundler' }

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-embed-'))
  const link = async (name: string, target: string) => {
    await mkdir(dirname(join(dir, 'node_modules', name)), { recursive: true })
    await symlink(target, join(dir, 'node_modules', name))
  }
  await link('switchyard-ai', packageRoot)
  for (const name of ['zod', 'sharp', 'openai', 'ai', '@types/node', '@langchain/core'])
    await link(name, join(packageRoot, 'node_modules', name))
  await writeFile(join(dir, 'package.json'), JSON.stringify({ type: 'module' }))
  await writeFile(join(dir, 'program.ts'), program)
  await cp(join(packageRoot, 'examples'), join(dir, 'examples'), { recursive: true })
  for (const file of await readdir(join(packageRoot, 'docs'))) {
    if (!file.endsWith('.md')) continue
    const text = await readFile(join(packageRoot, 'docs', file), 'utf8')
    for (const [index, [, code = '']] of [...text.matchAll(/^```(?:ts|js)\n([\s\S]*?)^```/gm)].entries())
      await writeFile(join(dir, `${file}-${index}.ts`), code)
  }
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** What the compiler says. */
async function compile(files: string, options: object): Promise<string> {
  const config = { compilerOptions: { ...strict, ...options }, include: [files] }
  await writeFile(join(dir, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(packageRoot, 'node_modules/.bin/tsc')
  const { stdout } = await execa(tsc, ['--project', dir, '--pretty', 'false'], { cwd: dir, reject: false })
  return stdout
}

it.each([nodeModules, bundled])(
  'a program type-checks strictly, our declarations and those they import included: $moduleResolution',
  async (resolution) => {
    expect(await compile('program.ts', { ...resolution, skipLibCheck: false })).toBe('')
  },
)

it('the code of the docs type-checks strictly', async () => {
  expect(await compile('*.md-*.ts', { ...nodeModules, skipLibCheck: true })).toBe('')
})

it('the examples type-check strictly', async () => {
  const javaScript = { allowJs: true, checkJs: true }
  expect(await compile('examples', { ...nodeModules, ...javaScript, skipLibCheck: true })).toBe('')
})
