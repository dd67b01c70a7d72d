import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'

/** Imports modules of the build in a fresh process whose loader writes down every LangChain import. */
async function langChainImports(script: string): Promise<string> {
  const hooks = `export async function resolve(specifier, context, next) {
    if (/^(@langchain\\/|langchain)/.test(specifier)) console.log('LANGCHAIN ' + specifier)
    return next(specifier, context)
  }`
  const dist = pathToFileURL(resolve('dist')).href
  const code = `import { register } from 'node:module'
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}))
    const load = (file) => import('${dist}/' + file)
    ${script}`
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', code])
  return stdout
}

test('without an LLM, LangChain is never loaded', async () => {
  const stdout = await langChainImports(`
    const { chooseModel } = await load('llm/choose-model.js')
    await load('llm/create-model.js')
    await load('planner/llm/llm-planner.js')
    await load('answer/llm-responder.js')
    await load('testing.js')
    await chooseModel('none', { env: {}, privacy: 'any' })
    await chooseModel('auto', { env: {}, privacy: 'any' })
    console.log('done')`)
  expect(stdout.trim()).toBe('done')
})

test('it is loaded with the first spec', async () => {
  const stdout = await langChainImports(`
    const { createLanguageModel } = await load('llm/create-model.js')
    const created = await createLanguageModel('openai:m', { env: { OPENAI_API_KEY: 'k' } })
    console.log(created.ok)`)
  expect(stdout).toContain('LANGCHAIN @langchain/openai')
  expect(stdout).toContain('true')
})
