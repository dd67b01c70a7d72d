import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { saveFile } from '../../../../src/media/keep/save-file.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-save-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const save = async (to: string, content = 'made') => {
  const from = join(folder, 'source')
  await writeFile(from, content)
  const digest = createHash('sha256').update(content).digest('hex')
  const media = { digest, bytes: content.length, mimeType: 'image/png' }
  return saveFile({ from, media, to, name: 'mask.png' })
}
const inFolder = (path: string) => join(folder, path)

describe('saving a file that was made', () => {
  it.each([
    ['new', 'new/mask.png'],
    ['new.d/', 'new.d/mask.png'],
    ['cut.png', 'cut.png'],
    ['cut.jpg', 'cut.png'],
    ['deep/er/cut.PNG', 'deep/er/cut.PNG'],
    ['run-2026.11', 'run-2026.11.png'],
    ['.hidden/cut.', '.hidden/cut.png'],
  ])('%s means %s', async (to, path) => {
    expect(await save(inFolder(to))).toBe(inFolder(path))
    expect(await readFile(inFolder(path), 'utf8')).toBe('made')
  })

  it('overwrites nothing, not even through a link, and writes the same bytes once', async () => {
    await mkdir(inFolder('there'))
    await symlink(inFolder('elsewhere.png'), inFolder('there/mask.png'))
    expect(await save(inFolder('there'))).toBe(inFolder('there/mask-2.png'))
    expect(await save(inFolder('there'))).toBe(inFolder('there/mask-2.png'))
    expect(await save(inFolder('there'), 'another')).toBe(inFolder('there/mask-3.png'))
    expect(await readdir(folder)).not.toContain('elsewhere.png')
  })

  it('takes no device and no standard output for a file', async () => {
    for (const to of ['/dev/null', '-'])
      await expect(save(to)).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining(`${to} can't be written: it is no file and no folder`),
      })
  })

  it('leaves nothing of a file that could not be written whole', async () => {
    const to = inFolder('out')
    const media = { digest: 'x', bytes: 1, mimeType: 'image/png' }
    const saving = saveFile({ from: folder, media, to: `${to}/`, name: 'mask.png' })
    await expect(saving).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      details: { path: `${to}/mask.png` },
    })
    expect(await readdir(to)).toEqual([])
  })
})
