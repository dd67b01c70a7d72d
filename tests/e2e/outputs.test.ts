import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { type Cli, createCli, picture } from '../support/cli.js'

/** The demo pack makes no pictures and no sound; these models of random weights do. */
const settings = `profile: demo
sources: [pack, folder]
catalogs: [${join(packageRoot, 'tests/fixtures/catalog.yaml')}]
`
const depth = 'Make a depth map of this picture.'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
  await writeFile(join(cli.home, 'switchyard.yaml'), settings)
})
afterAll(() => cli.dispose())

const inHome = (file: string) => join(cli.home, file)
/** The path in a line such as `Saved: PATH (image/png, ...) [s1]`. */
const pathIn = (text: string) =>
  /^(?:Saved|Kept until [\d-]+): (.*) \([a-z]+\/[^)]*\) \[s\d\]$/m.exec(text)?.[1] ?? ''

describe('switchyard ask, when a picture or sound is made', () => {
  it('names the file under the answer, which is there with a real name and extension for a stated time', async () => {
    const { stdout, exitCode } = await cli.run(['ask', '-q', depth, picture(6)])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^Kept until \d{4}-\d\d-\d\d: .*scene-06-depth-map\.png \(image\/png, 384x384/m)
    expect(await sharp(pathIn(stdout)).metadata()).toMatchObject({ format: 'png', width: 384 })
  })

  it('removes what was kept longer than that', async () => {
    const old = join(cli.cacheDir, 'made', 'old')
    await mkdir(old, { recursive: true })
    await writeFile(join(old, 'picture.png'), 'x')
    const longAgo = Date.now() / 1000 - 8 * 86_400
    await utimes(old, longAgo, longAgo)
    const { stdout } = await cli.run(['ask', '-q', 'Read this aloud: "hello you"'])
    expect(pathIn(stdout)).toMatch(/speech\.wav$/)
    await expect(stat(old)).rejects.toThrow()
    expect((await stat(pathIn(stdout))).size).toBeGreaterThan(1000)
  })

  it('saves to --out, a folder or a file, overwrites nothing, and has the extension of the content', async () => {
    await writeFile(inHome('mine.png'), 'precious')
    const toFolder = await cli.run(['ask', '-q', depth, picture(3), '--out', 'made'])
    const toFile = await cli.run(['ask', '-q', depth, picture(3), '-o', 'mine.png'])
    const toJpeg = await cli.run(['ask', '-q', depth, picture(3), '-o', 'other.jpg'])
    const again = await cli.run(['ask', '-q', depth, picture(3), '-o', 'other.jpg'])
    expect(await readdir(inHome('made'))).toEqual(['scene-03-depth-map.png'])
    expect(toFolder.stdout).toContain('Saved: made/scene-03-depth-map.png')
    expect(await readFile(inHome('mine.png'), 'utf8')).toBe('precious')
    expect(pathIn(toFile.stdout)).toBe('mine-2.png')
    expect(pathIn(toJpeg.stdout)).toBe('other.png')
    // The same bytes are there already.
    expect(pathIn(again.stdout)).toBe('other.png')
    expect((await sharp(inHome('mine-2.png')).metadata()).format).toBe('png')
  })

  it('says which file could not be saved, gives the answer all the same, and keeps what was made', async () => {
    await writeFile(inHome('file'), '')
    const { stdout, stderr, exitCode } = await cli.run([
      'ask',
      '-q',
      depth,
      picture(3),
      '-o',
      'file/in/it.png',
    ])
    expect(stdout).toContain('depth map')
    expect(stderr).toMatch(/What s1 made is not saved\. file\/in\/it\.png can't be written/)
    expect(stdout).toMatch(/^Kept until/m)
    expect((await sharp(pathIn(stdout)).metadata()).format).toBe('png')
    expect(exitCode).toBe(1)
  })

  it('says where no file was made for --out', async () => {
    const { stdout, stderr, exitCode } = await cli.run(['ask', 'Describe it.', picture(3), '-o', 'no.png'])
    expect(stdout).toContain('a dog on a red background')
    expect(stderr).toContain('No file was made that could be saved to no.png')
    expect(exitCode).toBe(0)
    await expect(stat(inHome('no.png'))).rejects.toThrow()
  })

  it('saves several files of one request to a folder by their names, and to one file by numbers', async () => {
    const both = 'Make a depth map of each picture.'
    await cli.run(['ask', '-q', both, picture(3), picture(6), '-o', 'each'])
    await cli.run(['ask', '-q', both, picture(3), picture(6), '-o', 'all/map.png'])
    expect((await readdir(inHome('each'))).sort()).toEqual([
      'scene-03-depth-map.png',
      'scene-06-depth-map.png',
    ])
    expect((await readdir(inHome('all'))).sort()).toEqual(['map-2.png', 'map.png'])
  })

  it('with --json lists what was made as step, field and media, and nothing else on stdout', async () => {
    const { stdout, stderr } = await cli.run(['ask', '--json', depth, picture(6), '-o', 'json'])
    const { outputs } = JSON.parse(stdout)
    expect(outputs).toEqual([
      { step: 's1', field: 'depth', media: expect.objectContaining({ mimeType: 'image/png' }) },
    ])
    expect(stderr).toContain('Saved: json/scene-06-depth-map.png')
  })

  it.each([
    [{ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.4.0' }, '\u001b]1337;File=inline=1'],
    [{ TERM: 'xterm-kitty' }, '\u001b_Ga=T,f=100'],
  ])('shows a preview in a terminal that can, and not with --no-preview: %j', async (env, sequence) => {
    const shown = await cli.startInTerminal(['ask', depth, picture(6)], { env })
    const not = await cli.startInTerminal(['ask', '--no-preview', depth, picture(6)], { env })
    const elsewhere = await cli.run(['ask', depth, picture(6)], { env })
    expect(shown.stdout).toContain(sequence)
    expect(shown.stdout).toContain('Kept until')
    expect(not.stdout).not.toContain(sequence)
    expect(elsewhere.stdout).not.toContain(sequence)
  })
})

describe('switchyard chat', () => {
  it('saves with /save and opens with /open what the last request made', async () => {
    const viewer = inHome('viewer')
    await writeFile(viewer, `#!/bin/sh\nprintf %s "$1" > ${inHome('viewed')}\n`, { mode: 0o755 })
    const { stdout, stderr } = await cli.run(['chat', picture(6)], {
      input: `/save\n${depth}\n/save chat\n/save ~/my maps/of this.png\n/open\n/quit\n`,
      env: { BROWSER: viewer },
    })
    expect(stderr).toContain('The last request made no file.')
    expect(stdout).toContain('Kept until')
    expect(await readdir(inHome('chat'))).toEqual(['scene-06-depth-map.png'])
    expect(await readdir(inHome('my maps'))).toEqual(['of this.png'])
    expect(stderr).toMatch(/Opened .*scene-06-depth-map\.png/)
  })
})

describe('switchyard batch run', () => {
  it('saves what jobs make to --media-out, named after the job, and its lines say where', async () => {
    const line = (id: string, text: string, media: string[]) =>
      JSON.stringify({ custom_id: id, body: { text, media } })
    const jobs = [
      line('first', depth, [picture(6)]),
      line('../second', depth, [picture(3)]),
      line('third', 'Describe this picture.', [picture(3)]),
    ]
    await writeFile(inHome('jobs.jsonl'), jobs.join('\n'))
    const { exitCode } = await cli.run([
      'batch',
      'run',
      'jobs.jsonl',
      '-o',
      'out.jsonl',
      '--media-out',
      'files',
    ])
    expect(exitCode).toBe(0)
    const lines = (await readFile(inHome('out.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text))
    const filesOf = (id: string) => lines.find(({ custom_id }) => custom_id === id)?.response.body.files
    expect(filesOf('first')).toEqual([{ step: 's1', field: 'depth', path: 'files/first-depth-map.png' }])
    expect(filesOf('third')).toBeUndefined()
    expect((await readdir(inHome('files'))).sort()).toEqual(['first-depth-map.png', 'second-depth-map.png'])
  })
})
