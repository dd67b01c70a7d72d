import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, onTestFinished, test } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { createCli, picture } from '../support/cli.js'
import { serveAgent } from '../support/served-agent.js'

/**
 * The command line of MCP's inspector has 150 MB of dependencies, so that it is none of ours: `TEST_MCP_INSPECTOR=1` has npx
 * fetch it, and a path there names one that was fetched.
 */
const asked = process.env.TEST_MCP_INSPECTOR ?? ''
const [program, ...first] =
  asked === '1' ? ['npx', '--yes', '@modelcontextprotocol/inspector'] : [asked || 'none']

async function inspect(target: readonly string[], method: readonly string[], cwd = packageRoot) {
  const args = [...first, '--cli', ...target, '--method', ...method]
  const { stdout } = await execa(program ?? '', args, { cwd, stdin: 'ignore' })
  return stdout
}

describe.skipIf(asked === '')("The command line of MCP's inspector", { timeout: 300_000 }, () => {
  const question = ['tools/call', '--tool-name', 'image-to-text', '--tool-arg']

  test('lists and calls the tools over standard input and output', async () => {
    const cli = await createCli()
    onTestFinished(() => cli.dispose())
    await copyFile(picture(6), join(cli.home, 'photo.png'))
    const cache = ['-e', `SWITCHYARD_CACHE_DIR=${cli.cacheDir}`]
    const server = [process.execPath, join(packageRoot, 'dist/cli/main.js'), 'mcp', '--profile', 'demo']
    const target = [...cache, ...server]
    expect(await inspect(target, ['tools/list'], cli.home)).toMatch(
      /"name": "ask"[\s\S]*"name": "image-to-text"/,
    )
    expect(await inspect(target, [...question, 'image=photo.png'], cli.home)).toMatch(/bus/)
    expect(await inspect(target, ['resources/templates/list'], cli.home)).toContain(
      'switchyard://media/{digest}',
    )
  })

  test('lists and calls the tools over HTTP', async () => {
    const served = await serveAgent()
    onTestFinished(() => served.close())
    const target = [`${served.server.url}/mcp`, '--transport', 'http']
    expect(await inspect(target, ['tools/list'])).toMatch(/"name": "ask"[\s\S]*"name": "image-to-text"/)
    const call = ['tools/call', '--tool-name', 'plan', '--tool-arg', 'text=What can you do?']
    expect(await inspect(target, call)).toContain('"steps": []')
    const wrong = await inspect(target, [...question, 'image=/etc/passwd'])
    expect(wrong).toMatch(/"isError": true/)
    expect(wrong).toContain('url_not_allowed')
  })
})
