import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import vm from 'node:vm'

type XGrammar = typeof import('@mlc-ai/web-xgrammar')

let loading: Promise<XGrammar> | undefined

/**
 * The grammar engine (WebAssembly, inside its JavaScript). Its package says it is an ES module but holds CommonJS, which
 * Node can neither import nor require, so that it is run as what it is.
 */
export function loadXGrammar(): Promise<XGrammar> {
  loading ??= load()
  return loading
}

async function load(): Promise<XGrammar> {
  const require = createRequire(import.meta.url)
  const file = require.resolve('@mlc-ai/web-xgrammar')
  const parameters = ['exports', 'module', 'require', '__filename', '__dirname']
  const run = vm.compileFunction(await readFile(file, 'utf8'), parameters, {
    filename: file,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  const exports: Partial<XGrammar> = {}
  run(exports, { exports }, createRequire(file), file, dirname(file))
  if (!isWhole(exports)) throw new Error('@mlc-ai/web-xgrammar is not what it was: install Switchyard again.')
  return exports
}

function isWhole(exports: Partial<XGrammar>): exports is XGrammar {
  return [exports.TokenizerInfo, exports.GrammarCompiler, exports.GrammarMatcher].every(Boolean)
}
