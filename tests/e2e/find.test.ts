import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Cli, createCli, picture, samples } from '../support/cli.js'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
})
afterAll(() => cli.dispose())

const line = (file: string, text: string) => JSON.stringify({ image: picture(Number(file), 'png'), text })
const demo = ['--profile', 'demo']
const reply = z.object({
  found: z.array(z.object({ path: z.string(), similarity: z.number() })),
  index: z.object({ added: z.number(), indexed: z.number() }),
})

describe('switchyard find', () => {
  it('finds by words, reads nothing twice, and prints what is asked for', async () => {
    const first = await cli.run(['find', ...demo, 'a dog', samples('images'), '--limit', '2'])
    expect(first.exitCode).toBe(0)
    const lines = first.stdout.split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^0\.\d{3} {2}.*scene-03\.png$/)
    expect(first.stderr).toContain('13 pictures read.')

    const second = await cli.run(['find', ...demo, '--json', 'a fish', samples('images')])
    const { found, index } = reply.parse(JSON.parse(second.stdout))
    expect(basename(found[0]?.path ?? '')).toBe('scene-04.png')
    expect(found).toHaveLength(10)
    expect(index).toEqual({ added: 0, indexed: 13 })
  })

  it('finds by a picture, and tells what it left out by its exit code', async () => {
    const folder = join(cli.home, 'mixed')
    await mkdir(folder)
    await copyFile(picture(3), join(folder, 'dog.png'))
    await copyFile(picture(4), join(folder, 'fish.png'))
    await writeFile(join(folder, 'broken.jpg'), 'nothing')
    const { stdout, stderr, exitCode } = await cli.run(['find', ...demo, '--like', picture(3), 'mixed'])
    expect(exitCode).toBe(3)
    // The dog there is a copy, which is found first.
    expect(stdout).toMatch(/^1\.000 {2}mixed\/dog\.png\n\S+ {2}mixed\/fish\.png$/)
    expect(stderr).toContain('broken.jpg')
  })

  it('puts files that say the word first, with the time, and leaves out what it does not name', async () => {
    const paths = [samples('audio/talk-01.wav'), samples('images'), samples('documents/scan.pdf')]
    const { stdout, stderr, exitCode } = await cli.run(['find', ...demo, 'bus', ...paths])
    expect(exitCode).toBe(0)
    expect(stderr).not.toContain('left out')
    const [first = '', ...pictures] = stdout.split('\n')
    expect(first).toMatch(/^words {2}.*talk-01\.wav at 0:0[2-9]: .*\bbus\b/)
    expect(pictures).toHaveLength(1)
    expect(pictures[0]).toContain('scene-06.png')
  })

  it('says that nothing is found', async () => {
    const args = ['find', ...demo, 'zebra', samples('audio/memo-05.wav')]
    const { stdout, stderr, exitCode } = await cli.run(args)
    expect([exitCode, stdout]).toEqual([0, ''])
    expect(stderr).toContain('Nothing found.')
  })

  it.each([
    ['without a place', ['a dog'], /where to look/],
    [
      'in a folder that is not there',
      ['a dog', 'nowhere'],
      /^error: There is no file or folder \S*nowhere\. Check the path\.$/,
    ],
    [
      'with a file that is no index',
      ['a dog', samples('images'), '--index', samples('samples.json')],
      /is no index/,
    ],
  ])('refuses to look %s', async (_what, args, says) => {
    const { stderr, exitCode } = await cli.run(['find', ...demo, ...args])
    expect(stderr).toMatch(says)
    expect([1, 2]).toContain(exitCode)
  })
})

describe('switchyard score', () => {
  it('keeps the pairs that fit, and names those without a picture', async () => {
    const pairs = [line('3', 'a dog'), line('3', 'a fish'), '{"text": "alone"}']
    await writeFile(join(cli.home, 'pairs.jsonl'), pairs.join('\n'))
    const args = ['score', 'pairs.jsonl', ...demo, '--keep', '0.25', '--out', 'kept.jsonl']
    const { stdout, stderr, exitCode } = await cli.run(args)
    expect(exitCode).toBe(3)
    expect(stdout).toBe('3 pairs: 1 kept, 1 dropped, 1 failed; kept ones in kept.jsonl')
    expect(stderr).toContain('line 3: image: there is no picture')
    expect(await readFile(join(cli.home, 'kept.jsonl'), 'utf8')).toMatch(
      /^\{.*"a dog","similarity":0\.\d+\}\n$/,
    )
  })

  it('takes no bound that is no cosine', async () => {
    const { stderr, exitCode } = await cli.run(['score', 'pairs.jsonl', '--keep', '28', '--out', 'x.jsonl'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('from -1 to 1')
  })
})
