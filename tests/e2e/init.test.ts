import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Cli, createCli, picture } from '../support/cli.js'

let cli: Cli
beforeEach(async () => {
  cli = await createCli()
})
afterEach(() => cli.dispose())

const settings = async () => parse(await readFile(join(cli.home, 'switchyard.yaml'), 'utf8'))

describe('switchyard init', () => {
  it('asks three questions on a terminal, and writes the answers as settings', async () => {
    const asked = cli.startInTerminal(['init'])
    let seen = ''
    const answers = ['\u001b[B\r', '\u001b[B\r', '\u001b[B\u001b[B\r']
    const questions = [/leave this machine\?/, /sound and text run\?/, /plans and answers\?/]
    asked.stdout.on('data', (chunk: Buffer) => {
      seen += chunk
      if (!questions[0]?.test(seen)) return
      questions.shift()
      seen = ''
      asked.stdin.write(answers.shift() ?? '')
    })
    const { stdout, exitCode } = await asked
    expect(exitCode).toBe(0)
    expect(await settings()).toEqual({ profile: 'demo', llm: 'none', privacy: 'local' })
    // With privacy local, what runs elsewhere is no answer.
    expect(stdout).not.toContain('Hugging Face')
  })

  it('asks nothing off a terminal, and what it writes is what the next command uses', async () => {
    const made = await cli.run(['init', '--profile', 'demo', '--llm', 'none'])
    expect(made).toMatchObject({ stdout: 'switchyard.yaml', exitCode: 0 })
    expect(await settings()).toEqual({ profile: 'demo', llm: 'none', privacy: 'any' })
    expect((await cli.run(['ask', '-q', 'Describe this picture.', picture(6)])).stdout).toContain('a bus')
  })

  it('says what is still missing', async () => {
    const { stderr } = await cli.run(['init', '--llm', 'openai:gpt-5-mini'])
    expect(stderr).toMatch(/Still missing: .*OPENAI_API_KEY/)
    const remote = await cli.run(['init', '--force', '--profile', 'remote', '--llm', 'none'])
    expect(remote.stderr).toMatch(/Still missing: HF_TOKEN/)
  })

  it('overwrites nothing unless told, and writes no settings that are none', async () => {
    await writeFile(join(cli.home, 'switchyard.yaml'), 'profile: demo\n')
    const refused = await cli.run(['init', '--yes'])
    expect(refused.stderr).toMatch(/is there already.*--force/)
    expect(refused.exitCode).toBe(2)
    for (const wrong of [
      ['--profile', 'hbu'],
      ['--llm', 'gtp'],
      ['--privacy', 'some'],
    ])
      expect((await cli.run(['init', '--force', ...wrong])).exitCode).toBe(2)
    expect(await settings()).toEqual({ profile: 'demo' })
    expect((await cli.run(['init', '--yes', '--force'])).exitCode).toBe(0)
    expect(await settings()).toEqual({ profile: 'hub', llm: 'auto', privacy: 'any' })
  })
})
