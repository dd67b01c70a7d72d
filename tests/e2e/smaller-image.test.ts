import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { createBareInstall } from '../support/bare-install.js'
import { memo, picture } from '../support/cli.js'

const read = (file: string) => readFile(join(packageRoot, file), 'utf8')

describe('The commands that take out what ONNX Runtime has for others', () => {
  let commands: string
  let install: Awaited<ReturnType<typeof createBareInstall>>
  beforeAll(async () => {
    const page = await read('docs/devices.md')
    commands = /```bash\n(rm -r node_modules\/[^`]*)```/.exec(page)?.[1] ?? ''
    install = await createBareInstall()
    // Real copies of what the commands change, and of what loads it: a link would lead back to the whole of it.
    for (const name of ['onnxruntime-node', '@huggingface/transformers']) {
      const place = join(install.dir, 'node_modules', name)
      await rm(place)
      await cp(join(packageRoot, 'node_modules', name), place, { recursive: true })
    }
  }, 120_000)
  afterAll(() => install?.dispose())

  it('are the same in the documentation and in the Dockerfile', async () => {
    const dockerfile = (await read('Dockerfile')).replaceAll(/ \\\n {4}&& /g, '\n')
    expect(commands).not.toBe('')
    expect(dockerfile).toContain(`RUN ${commands}`)
  })

  it('leave what this system needs, with which models see and hear as before', async () => {
    await execa('sh', ['-ec', commands], { cwd: install.dir })
    const left = await readdir(join(install.dir, 'node_modules/onnxruntime-node/bin'), { recursive: true })
    const here = `${process.platform}/${process.arch}`
    expect(left.filter((file) => /\.(node|so|dll|dylib)/.test(file))).not.toEqual([])
    for (const file of left) if (/\.(node|so|dll|dylib)/.test(file)) expect(file).toContain(`/${here}/`)
    await expect(readdir(join(install.dir, 'node_modules/onnxruntime-web'))).rejects.toThrow('ENOENT')

    const ask = ['dist/cli/main.js', 'ask', '--profile', 'demo', '-q']
    const seen = await install.run([...ask, 'What is in this picture?', picture(6)])
    expect(seen.stdout).toContain('bus')
    const heard = await install.run([...ask, 'What does the memo say?', memo('01')])
    expect(heard.stdout).toContain('what is in the picture')
  }, 60_000)
})
