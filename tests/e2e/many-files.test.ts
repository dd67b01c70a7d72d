import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, createCli, memo, picture } from '../support/cli.js'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
  await mkdir(join(cli.home, 'photos/old'), { recursive: true })
  for (const [name, from] of [
    ['photos/p2.png', picture(3)],
    ['photos/p10.png', picture(6)],
    ['photos/old/p1.png', picture(12)],
    ['photos/memo.wav', memo('05')],
    ['[x].png', picture(1)],
  ] as const)
    await cp(from, join(cli.home, name))
  await writeFile(join(cli.home, 'photos/album.zip'), 'no medium')
  await writeFile(join(cli.home, 'photos/.hidden.png'), 'no medium')
  await writeFile(join(cli.home, 'list.txt'), '\uFEFFphotos/p10.png\r\n\r\nphotos/old/p1.png\r\n')
  await mkdir(join(cli.home, 'many'))
  for (let n = 0; n < 51; n++) await writeFile(join(cli.home, `many/n${n}.txt`), `text ${n}`)
})
afterAll(() => cli.dispose())

describe('a file that a request speaks of', () => {
  it('is not attached for that, and the user is told how it is', async () => {
    const asked = await cli.ask('What is in photos/p2.png, and in photos/none.png?')
    expect(asked.stderr).toContain('photos/p2.png is a file here, but it is not attached')
    expect(asked.stderr).not.toContain('none.png is')
    expect(asked.stderr).toContain('switchyard ask "..." photos/p2.png')
    const chat = await cli.run(['chat', '--profile', 'demo'], { input: 'What is in photos/p2.png?\n' })
    expect(chat.stderr).toContain('type /attach photos/p2.png before you ask')
  })
})

/** The names of what was taken in, in order; nothing is run. */
async function takenIn(...words: string[]) {
  const plan = ['--profile', 'demo', '--json', '--dry-run']
  const { stdout, stderr, exitCode } = await cli.run(['ask', ...plan, 'Describe these pictures.', ...words])
  const { planned } = stdout ? JSON.parse(stdout) : { planned: undefined }
  const inputs: { image?: string }[] = planned?.plan.steps.map(({ input }: { input: object }) => input) ?? []
  return { pictures: inputs.filter(({ image }) => image).length, stderr, exitCode }
}

/** What a run says it has taken in. */
async function named(...words: string[]) {
  const { stderr } = await cli.ask('Describe this picture.', words)
  return [...stderr.matchAll(/^\$\w+ (\S+)/gm)].map(([, name]) => name)
}

describe('files of a request', () => {
  it('are those of a folder, by name, without what is hidden or of another kind', async () => {
    expect(await named('photos')).toEqual(['memo.wav', 'p2.png', 'p10.png'])
    expect((await takenIn('photos')).stderr).toContain(
      'photos: 3 files; 1 of other kinds is left out. The folders below it are left out: --recursive looks in them, too.',
    )
  })

  it('are those further down too, with --recursive', async () => {
    expect((await takenIn('photos')).pictures).toBe(2)
    expect((await takenIn('photos', '--recursive')).pictures).toBe(3)
  })

  it('are those that a quoted pattern fits, and a file of that very name', async () => {
    expect(await named('photos/*.png')).toEqual(['p2.png', 'p10.png'])
    expect(await named('photos/**/p{1,2}.png')).toEqual(['p1.png', 'p2.png'])
    expect(await named('[x].png')).toEqual(['[x].png'])
  })

  it('are those that a list names, a line each', async () => {
    expect(await named('@list.txt')).toEqual(['p10.png', 'p1.png'])
  })

  it.each([
    ['photos/*.gif', /No file fits photos\/\*\.gif/],
    ['@none.txt', /There is no file none\.txt[^\n]*\.\/@none\.txt/],
    ['nowhere.png', /nowhere\.png/],
  ])('that are not there are said: %s', async (word, message) => {
    const { stderr, exitCode } = await takenIn(word)
    expect(stderr).toMatch(message)
    expect(exitCode).toBeGreaterThan(0)
  })
})

describe('switchyard plan', () => {
  it('takes folders, as ask does', async () => {
    const { stdout } = await cli.run(['plan', '--profile', 'demo', 'Describe the pictures.', 'photos'])
    expect(stdout.match(/image-to-text/g)).toHaveLength(2)
  })
})

describe('files before the request', () => {
  it.each(['ask', 'plan'])('are refused with what to type: %s', async (command) => {
    const { stderr, exitCode } = await cli.run([command, 'photos/p2.png', 'What is this?'])
    expect(stderr).toContain(
      'The request comes first, and the files behind it: switchyard ask "What is this?" photos/p2.png',
    )
    expect(exitCode).toBe(2)
  })
})

describe('more files than a plan has steps for', () => {
  it('are said before what is said of the others', async () => {
    const set = ['--set', 'steps.max=6']
    const { stdout, exitCode } = await cli.ask(
      'How many of these show a dog?',
      [picture(3), picture(6), picture(12)],
      { flags: set },
    )
    const [first, second] = stdout.split('\n')
    expect(first).toMatch(/^Only 2 of 3 files were looked at, .*6 steps at most: not scene-12\.png\./)
    expect(second).toMatch(/^1 of 2: scene-03\.png\./)
    expect(exitCode).toBe(3)
  })
})

describe('more than fifty files', () => {
  const ask = ['ask', '--profile', 'demo', 'What is this?', 'many']

  it('are asked about first on a terminal, and batch is named', async () => {
    const asked = cli.startInTerminal(ask)
    asked.stdout.on('data', (chunk: Buffer) => {
      if (String(chunk).includes('at once?')) asked.stdin.write('n')
    })
    const { stdout, exitCode } = await asked
    expect(stdout).toMatch(/51 files in one request.*switchyard batch run/s)
    expect(stdout).toContain('Nothing was asked.')
    expect(exitCode).toBe(130)
  })

  it('are not asked about elsewhere: batch is named, and the request goes on', async () => {
    const { stderr } = await cli.run(ask)
    expect(stderr).toMatch(/51 files in one request.*switchyard batch run/s)
    expect(stderr).toContain('n50.txt')
  })
})
