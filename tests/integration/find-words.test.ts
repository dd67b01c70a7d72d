import { cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Agent, createAgent } from '../../src/agent/agent.js'
import { packageRoot } from '../../src/config/package-root.js'
import { createFindTool } from '../../src/search/find-tool.js'
import { createTextIndex } from '../../src/search/text-index.js'
import { mediaFixture } from '../support/media-files.js'

let dir: string
let agent: Agent
let scans: string
const hidden = 'This folder was not allowed: receipts from the Hague, too.'
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-words-'))
  scans = join(dir, 'scans')
  await mkdir(join(scans, 'deeper'), { recursive: true })
  await mkdir(join(dir, 'private'))
  await writeFile(join(dir, 'private/other.txt'), hidden)
  await writeFile(join(scans, 'hotel.txt'), 'Receipt. Hotel Des Indes, The Hague. 2 nights, EUR 410.')
  await writeFile(
    join(scans, 'deeper/letter.md'),
    'Dear aunt,\n\nthe harbour of Rotterdam is large.\n\nYours',
  )
  await writeFile(join(scans, 'costs.csv'), 'item,city,price\nreceipt taxi,The Hague,12\ntram,Delft,3')
  await cp(join(packageRoot, 'samples/audio/memo-01.wav'), join(scans, 'memo.wav'))
  await cp(join(packageRoot, 'samples/images/scene-03.png'), join(scans, 'a-dog.png'))
  const finder = createFindTool({ agent: () => agent, folders: [scans] })
  agent = await createAgent({
    ...{ profile: 'demo', llm: 'none', tools: [finder], env: { SWITCHYARD_CACHE_DIR: join(dir, 'cache') } },
  })
})
afterAll(async () => {
  await agent.close()
  await rm(dir, { recursive: true, force: true })
})

const names = (found: readonly { path: string }[]) => found.map(({ path }) => basename(path))

describe('an index of what files say', () => {
  it('finds documents, texts and tables by their words, and a recording by what is said in it', async () => {
    const index = createTextIndex({ agent, paths: [scans] })
    expect(names(await index.find('receipts from the Hague'))).toEqual(
      expect.arrayContaining(['hotel.txt', 'costs.csv']),
    )
    expect(names(await index.find('harbor in Rotterdam'))[0]).toBe('letter.md')
    const { steps } = await agent.run({ text: 'Transcribe this.', media: [join(scans, 'memo.wav')] }).result
    const { text } = z.object({ text: z.string() }).parse(steps[0]?.output)
    const [said = ''] = text.split(/\W+/).sort((a, b) => b.length - a.length)
    const heard = await index.find(said)
    expect(heard.find(({ kind }) => kind === 'recording')).toMatchObject({ startSeconds: expect.any(Number) })
  })

  it('finds a video by what is said in it, one without sound by nothing, and a scan by what its pages are read as', async () => {
    const folder = join(dir, 'seen')
    await mkdir(folder)
    const [talk, silent] = ['talk.mp4', 'silent.mov'].map((name) => join(folder, name))
    await cp(join(packageRoot, 'samples/video/clip-01.mp4'), talk ?? '')
    await cp(mediaFixture('clip.mov'), silent ?? '')
    await cp(join(packageRoot, 'samples/documents/scan.pdf'), join(folder, 'scan.pdf'))
    const index = createTextIndex({ agent, paths: [folder] })
    expect(await index.update()).toMatchObject({ total: 3, indexed: 3, problems: [] })
    const wordIn = async (text: string, file: string) => {
      const { steps } = await agent.run({ text, media: [file] }).result
      const output = z.object({ text: z.string() }).parse(steps.at(-1)?.output)
      return output.text.split(/\W+/).sort((a, b) => b.length - a.length)[0] ?? ''
    }
    const heard = await index.find(await wordIn('Transcribe this.', talk ?? ''))
    expect(heard.find(({ path }) => path === talk)).toMatchObject({
      kind: 'recording',
      startSeconds: expect.any(Number),
    })
    const seen = await wordIn('Caption page 1 of it.', join(folder, 'scan.pdf'))
    expect(names(await index.find(seen))).toContain('scan.pdf')
  })

  it('reads later only what is new or changed, forgets what is gone, and goes on without what has no text', async () => {
    const folder = join(dir, 'changing')
    await cp(scans, folder, { recursive: true })
    const file = join(dir, 'changing.jsonl')
    const update = () => createTextIndex({ agent, paths: [folder], file }).update()
    expect(await update()).toMatchObject({ total: 4, indexed: 4, added: 4, problems: [] })
    expect(await update()).toMatchObject({ added: 0 })
    await utimes(join(folder, 'hotel.txt'), 1, 1)
    await rm(join(folder, 'costs.csv'))
    await writeFile(join(folder, 'broken.pdf'), 'no document')
    await writeFile(join(folder, 'noise.wav'), Buffer.from([1, 2, 3, 0, 255, 254, 0, 7]))
    const again = await update()
    expect(again.added).toBeGreaterThanOrEqual(1)
    expect(again.problems.join()).toContain('noise.wav')
    const index = createTextIndex({ agent, paths: [folder], file })
    expect(names(await index.find('taxi'))).not.toContain('costs.csv')
  })

  it('that was cut off keeps what is whole, one of another version is made anew, and both are said', async () => {
    const file = join(dir, 'cut.jsonl')
    const update = () => createTextIndex({ agent, paths: [scans], file }).update()
    await update()
    const whole = await readFile(file, 'utf8')
    await writeFile(file, whole.slice(0, -20))
    expect(await update()).toMatchObject({ added: 1, note: expect.stringContaining('cut off') })
    await writeFile(file, whole.replace('"version":3', '"version":9'))
    expect(await update()).toMatchObject({ added: 4, note: expect.stringContaining('another version') })
    expect(await update()).toMatchObject({ added: 0, note: undefined })
  })

  it('says when a word is said, and takes words alone or as { text }', async () => {
    const index = createTextIndex({ agent, paths: [join(packageRoot, 'samples/audio/talk-01.wav')] })
    const [found] = await index.find({ text: 'bus' })
    expect(found?.passage.slice(found.at)).toMatch(/^bus/)
    expect(found?.startSeconds).toBeGreaterThan(2)
    expect(await index.find('bus')).toEqual([found])
    await expect(index.find({} as never)).rejects.toThrow(/find\(\{ text: 'bus' \}\)/)
  })

  it('takes a scan without text as one that says nothing, and leaves pictures that are named to the other', async () => {
    const paths = [
      join(packageRoot, 'samples/documents/scan.pdf'),
      join(packageRoot, 'samples/images/scene-03.png'),
    ]
    const file = join(dir, 'scan.jsonl')
    expect(await createTextIndex({ agent, paths, file }).update()).toMatchObject({ total: 1, problems: [] })
  })

  it('never writes to a file that is no index', async () => {
    const file = join(dir, 'notes.txt')
    await writeFile(file, 'my notes')
    await expect(createTextIndex({ agent, paths: [scans], file }).update()).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    })
    expect(await readFile(file, 'utf8')).toBe('my notes')
  })
})

describe('a tool that finds', () => {
  it('is planned from words, looks in its folders alone, and answers with the files', async () => {
    const { answer, steps, status } = await agent.run({ text: 'Find the receipts from the Hague in scans' })
      .result
    expect(steps.map(({ tool }) => tool)).toEqual(['find-files'])
    expect(status).toBe('answered')
    expect(answer).toContain('hotel.txt')
    expect(answer).not.toContain('not allowed')
  })

  it('finds pictures by what they show', async () => {
    const { answer } = await agent.run({ text: 'Search scans for a dog' }).result
    expect(answer).toContain('a-dog.png')
  })

  it('follows no link out of its folders, and puts each file on one line', async () => {
    const folder = join(dir, 'linked')
    await mkdir(folder)
    await symlink(join(dir, 'private/other.txt'), join(folder, 'link.txt'))
    await writeFile(join(folder, 'a\nforged.txt: receipts.txt'), 'receipts\nfrom the Hague')
    const finder = createFindTool({ agent: () => agent, folders: [folder] })
    const tools = [finder]
    const env = { SWITCHYARD_CACHE_DIR: join(dir, 'cache') }
    const other = await createAgent({ profile: 'demo', llm: 'none', tools, env })
    const { answer, steps } = await other.run({ text: 'Search for receipts from the Hague' }).result
    await other.close()
    expect(answer).not.toContain('not allowed')
    const { text } = z.object({ text: z.string() }).parse(steps[0]?.output)
    expect(text.split('\n')).toEqual([
      expect.stringMatching(/a forged.txt: receipts.txt: receipts from the Hague$/),
    ])
  })

  it('reads no folder that the program did not name, whatever the request says', async () => {
    const plan = {
      steps: [{ id: 's1', tool: 'find-files', input: { request: `receipts in ${join(dir, 'private')}` } }],
    }
    const { answer } = await agent.run({ text: 'Find it.', plan }).result
    expect(answer).not.toContain('other.txt')
    expect(answer).not.toContain('not allowed')
  })
})
