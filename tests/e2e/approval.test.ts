import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, createCli, picture } from '../support/cli.js'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
})
afterAll(() => cli.dispose())

const always = ['--profile', 'demo', '--set', 'approval=always']
const question = 'Describe this picture.'

/** Runs a command on a terminal, and types each answer once what it answers is shown. */
async function inTerminal(
  args: readonly string[],
  answers: readonly (readonly [shown: RegExp, typed: string])[],
) {
  const running = cli.startInTerminal(args, { env: { NO_COLOR: '1' } })
  let fresh = ''
  let next = 0
  running.stdout?.on('data', (data: Buffer) => {
    fresh += data.toString()
    const [shown, typed = ''] = answers[next] ?? []
    if (!shown?.test(fresh)) return
    next += 1
    fresh = ''
    running.stdin?.write(typed)
  })
  return running
}

describe('a plan that must be approved', () => {
  it('is shown with what it sends, and runs after a yes', async () => {
    const { stdout, exitCode } = await inTerminal(
      ['ask', ...always, question, picture(6)],
      [[/Run this plan\?/, 'y']],
    )
    expect(stdout).toMatch(/s1 image-to-text runs on local:/)
    expect(stdout).toContain('Nothing leaves this machine.')
    expect(stdout).toMatch(/bus/)
    expect(exitCode).toBe(0)
  })

  it('does not run after a no', async () => {
    const { stdout, exitCode } = await inTerminal(
      ['ask', ...always, question, picture(6)],
      [[/Run this plan\?/, 'n']],
    )
    expect(stdout).toContain('The plan was declined')
    expect(stdout).not.toMatch(/bus/)
    expect(exitCode).toBe(1)
  })

  it('is asked about within a chat, which goes on', async () => {
    const { stdout } = await inTerminal(
      ['chat', ...always, picture(6)],
      [
        [/lists the commands[\s\S]*> /, `${question}\r`],
        [/Run this plan\? \(y\/n\)/, 'n\r'],
        [/declined[\s\S]*> /, `${question}\r`],
        [/Run this plan\? \(y\/n\)/, 'y\r'],
        [/bus[\s\S]*> /, '/quit\r'],
      ],
    )
    expect(stdout).toMatch(/The plan was declined[\s\S]*bus/)
  })

  it('does not run where there is no terminal, unless --approve is said', async () => {
    const refused = await cli.ask(question, [picture(6)], { flags: ['--set', 'approval=always'] })
    expect(refused.stderr).toMatch(/error: .*--approve.*approval: never/)
    expect([refused.exitCode, refused.stdout]).toEqual([1, ''])
    const flags = ['--set', 'approval=always', '--approve']
    const approved = await cli.ask(question, [picture(6)], { flags })
    expect(approved.stdout).toMatch(/bus/)
    expect(approved.exitCode).toBe(0)
  })
})
