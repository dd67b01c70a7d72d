import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, createCli, memo, picture } from '../support/cli.js'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
})
afterAll(() => cli.dispose())

describe('switchyard ask', () => {
  it('says what is on a picture, answer on stdout and progress on stderr', async () => {
    const { stdout, stderr, exitCode } = await cli.ask('Describe this picture.', [picture(6)])
    expect(stdout).toContain('a bus to the left of a flower on a brown background')
    expect(stdout).not.toContain('step')
    expect(stderr).toMatch(/plan.*1 step/)
    expect(stderr).toContain('image-to-text')
    expect(exitCode).toBe(0)
  })

  it('brings a picture and a recording together', async () => {
    const { stdout, exitCode } = await cli.ask('What does the memo say, and is that in the picture?', [
      picture(8),
      memo('04'),
    ])
    expect(stdout).toContain('where is the crown')
    expect(stdout).toMatch(/penguin above a crown|crown/)
    expect(exitCode).toBe(0)
  })

  it('prints what the answer rests on as media fragments', async () => {
    const { stdout } = await cli.ask('What is said in this recording?', [memo('05')], {
      flags: ['--evidence'],
    })
    expect(stdout).toMatch(/- \[s1\] audio1 \(memo-05\.wav\)#t=[\d.]+,[\d.]+ "the bus is behind the moon"/)
  })

  it('works through two pictures and a recording', async () => {
    const { stdout, exitCode } = await cli.ask('Describe both pictures and transcribe the memo.', [
      picture(3),
      picture(12),
      memo('05'),
    ])
    expect(stdout).toContain('a dog on a red background')
    expect(stdout).toContain('two cats on a white background')
    expect(stdout).toContain('the bus is behind the moon')
    expect(exitCode).toBe(0)
  })

  it('begins with yes or no where that is asked', async () => {
    const asked = async (at: number) =>
      (await cli.ask('Is there a cat in this picture?', [picture(at)])).stdout
    expect(await asked(12)).toMatch(/^Yes, "cat" is in image1 \(scene-12\.png\): /)
    expect(await asked(3)).toMatch(/^Probably no "cat" in image1 \(scene-03\.png\): .*50 %/)
  })

  it('says what stands in for a tool that the profile has no model for', async () => {
    const { stdout, exitCode } = await cli.ask('How many animals are in this picture?', [picture(12)])
    expect(stdout).toContain('two cats')
    expect(stdout).toMatch(/For "How many", .* image-to-text stands in\./)
    expect(exitCode).toBe(0)
  })

  it('says what could not even be planned, and that this is a part of an answer', async () => {
    const { stdout, exitCode } = await cli.ask('Translate what is said in this recording.', [memo('05')])
    expect(stdout).toContain('the bus is behind the moon')
    expect(stdout).toMatch(/could not be done:\n- .*"Translate".*language to translate into/)
    expect(exitCode).toBe(3)
  })

  it('prints the run record as JSON, with routes, reasons and attempts', async () => {
    const { stdout } = await cli.ask('Classify this picture.', [picture(3)], { flags: ['--json'] })
    const record = JSON.parse(stdout)
    expect(record).toMatchObject({ status: 'answered', media: { image1: { mimeType: 'image/png' } } })
    expect(record.answer).toContain('dog')
    const [step] = record.steps
    expect(step).toMatchObject({ tool: 'image-classification', status: 'done', output: { label: 'dog' } })
    expect(step.calls[0].route.ranked[0]).toMatchObject({ candidate: { model: 'pictogram/vit-tiny' } })
    expect(step.calls[0].route.ranked[0].reason).not.toBe('')
    expect(step.calls[0].attempts).toHaveLength(1)
  })

  it('writes the trace to a file', async () => {
    const file = join(cli.home, 'trace.json')
    await cli.ask('Classify this picture.', [picture(3)], { flags: ['--trace', file] })
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      status: 'answered',
      steps: [{ status: 'done' }],
    })
  })

  it('remembers finished steps from one process to the next, and not with --no-cache', async () => {
    const asked = async (flags: string[]) => {
      const { stdout } = await cli.ask('Transcribe the memo.', [memo('07')], { flags: ['--json', ...flags] })
      return JSON.parse(stdout).steps[0].cacheHit
    }
    expect([await asked([]), await asked([]), await asked(['--no-cache'])]).toEqual([false, true, false])
  })

  it('reads standard input once, and says so', async () => {
    const { stderr, exitCode } = await cli.ask('Compare them.', ['-', '-'], { input: 'text' })
    expect(stderr).toContain('Standard input can be read only once')
    expect(exitCode).toBe(2)
  })

  it('reads media from standard input', async () => {
    const { stdout } = await cli.ask('Describe this picture.', ['-'], { input: await readFile(picture(1)) })
    expect(stdout).toContain('a shoe on a pink background')
  })

  it('is quiet when asked to be', async () => {
    const { stdout, stderr } = await cli.ask('Describe this picture.', [picture(1)], { flags: ['--quiet'] })
    expect(stdout).toContain('shoe')
    expect(stderr).toBe('')
  })

  it('answers in part, and says so, when one of two things fails', async () => {
    const speech = await cli.ask('Describe this picture and read the description aloud.', [picture(1)])
    expect(speech.stdout).toContain('a shoe on a pink background')
    expect(speech.stdout).toMatch(/text-to-speech|aloud|speech/)
    expect(speech.exitCode).toBe(3)
  })

  it('reads settings from switchyard.yaml in the working directory', async () => {
    const file = join(cli.home, 'switchyard.yaml')
    await writeFile(file, 'profile: demo\nlocal:\n  hosts: 1\n')
    const { stdout, exitCode } = await cli.run(['ask', 'Describe this picture.', picture(1)])
    await writeFile(file, '')
    expect(stdout).toContain('shoe')
    expect(exitCode).toBe(0)
  })

  it('obeys NO_COLOR and colours when forced', async () => {
    const plain = await cli.ask('Describe this picture.', [picture(1)], {
      env: { NO_COLOR: '1', FORCE_COLOR: '1' },
    })
    const forced = await cli.ask('Describe this picture.', [picture(1)], { env: { FORCE_COLOR: '1' } })
    expect(plain.stderr).not.toContain('\u001b[')
    expect(forced.stderr).toContain('\u001b[')
  })
})
