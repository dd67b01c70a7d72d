import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/load-profile.js'

/** What a program hands over that has its options in variables. */
const program = `
import { createAgent, createBudget, type Budget, type MediaSource, type Plan } from 'switchyard'
import { scriptedModel } from 'switchyard/testing'
import { createRunClient, openQueue } from 'switchyard/queue'

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

/** As strict as a program can be, and checking our declarations and those that they import, too. */
const strict = {
  ...{ target: 'es2023', lib: ['es2023', 'dom', 'dom.iterable'], types: ['node'], noEmit: true },
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{
    verbatimModuleSyntax: true,
    isolatedModules: true,
    skipLibCheck: false,
    allowJs: true,
    checkJs: false,
  },
}

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-embed-'))
  const link = async (name: string, target: string) => {
    await mkdir(dirname(join(dir, 'node_modules', name)), { recursive: true })
    await symlink(target, join(dir, 'node_modules', name))
  }
  await link('switchyard', packageRoot)
  for (const name of ['zod', '@types/node', '@langchain/core'])
    await link(name, join(packageRoot, 'node_modules', name))
  await writeFile(join(dir, 'package.json'), JSON.stringify({ type: 'module' }))
  await writeFile(join(dir, 'program.ts'), program)
  for (const file of await readdir(join(packageRoot, 'docs'))) {
    if (!file.endsWith('.md')) continue
    const blocks = (await readFile(join(packageRoot, 'docs', file), 'utf8')).matchAll(
      /^```(?:ts|js)\n([\s\S]*?)^```/gm,
    )
    for (const [index, [, code = '']] of [...blocks].entries())
      await writeFile(join(dir, `${file}-${index}.ts`), code)
  }
})
afterAll(() => rm(dir, { recursive: true, force: true }))

it.each([
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
])(
  'a program and the code of the docs type-check strictly: %s modules, %s resolution',
  async (module, moduleResolution) => {
    const config = { compilerOptions: { ...strict, module, moduleResolution }, include: ['*.ts'] }
    await writeFile(join(dir, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(packageRoot, 'node_modules/.bin/tsc')
    const { stdout } = await execa(tsc, ['--project', dir, '--pretty', 'false'], { cwd: dir, reject: false })
    expect(stdout).toBe('')
  },
)
